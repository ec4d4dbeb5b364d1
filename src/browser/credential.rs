//! Asks the app server for a credential: the only async Rust. It owns no engine state, so nothing can be freed in flight.

use gloo_net::http::{Headers, Method, RequestBuilder};
use serde::Serialize;
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};
use web_sys::{AbortSignal, RequestCache, RequestCredentials};

/// What the app server said; reading it is the core's affair.
#[derive(Serialize)]
struct Answer {
    status: u16,
    /// The `Date` header, empty where CORS hides it.
    date: String,
    text: String,
}

/// Sends one request past every cache, for cached credentials die unseen.
///
/// # Errors
/// Rejects where no answer came; the message is the browser's own.
#[wasm_bindgen(js_name = askAppServer)]
pub async fn ask_app_server(
    url: String,
    method: String,
    headers: web_sys::Headers,
    body: Option<String>,
    with_credentials: bool,
    signal: AbortSignal,
) -> Result<JsValue, JsError> {
    let credentials =
        if with_credentials { RequestCredentials::Include } else { RequestCredentials::SameOrigin };
    let request = RequestBuilder::new(&url)
        .method(Method::from_bytes(method.to_ascii_uppercase().as_bytes())?)
        .headers(Headers::from_raw(headers))
        .cache(RequestCache::NoStore)
        .credentials(credentials)
        .abort_signal(Some(&signal));
    let response = match body {
        Some(text) => request.body(text)?,
        None => request.build()?,
    }
    .send()
    .await?;
    let date = response.headers().get("date").unwrap_or_default();
    let answer = Answer { status: response.status(), date, text: response.text().await? };
    Ok(serde_wasm_bindgen::to_value(&answer)?)
}
