//! Asks the app server for a credential: the only async Rust. It owns no engine state, so nothing can be freed in flight.

use gloo_net::{Error, http::Request};
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

/// Sends a request and answers what the app server said: the status, the `Date` header, empty where CORS hides it, and
/// the text. Reading it is the core's affair.
///
/// # Errors
/// Rejects where no answer came; the message is the browser's own.
#[wasm_bindgen(js_name = askAppServer)]
pub async fn ask_app_server(request: web_sys::Request) -> Result<JsValue, JsError> {
    let response = Request::from(request).send().await.map_err(unreached)?;
    let date = response.headers().get("date").unwrap_or_default();
    let text = response.text().await.map_err(unreached)?;
    Ok(serde_wasm_bindgen::to_value(&(response.status(), date, text)).unwrap_or_default())
}

fn unreached(error: Error) -> JsError {
    match error {
        Error::JsError(error) => JsError::new(&[&error.name, ": ", &error.message].concat()),
        Error::GlooError(message) => JsError::new(&message),
    }
}
