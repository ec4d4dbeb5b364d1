//! Every official signing case, stage by stage: canonical form, string to sign, signature, URL.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "vectors/bos.rs"]
mod bos;
#[path = "vectors/cos.rs"]
mod cos;
#[path = "vectors/oss.rs"]
mod oss;

use serde_json::Value;
use std::collections::BTreeMap;
use trebucket::credential::Credential;
use trebucket::request::Request;

/// Runs a case through `check`, or finds its name among the skipped; nothing falls between.
fn run(cloud: &str, cases: &[Value], skipped: &[(&str, &str)], check: impl Fn(&Value)) {
    let mut counts = BTreeMap::<String, [usize; 2]>::new();
    for case in cases {
        let skip = skipped.iter().any(|(name, _)| *name == text(&case["id"]));
        if !skip {
            check(case);
        }
        counts.entry(kind(case)).or_default()[usize::from(skip)] += 1;
    }
    for (kind, [checked, skipped]) in &counts {
        println!("{cloud} {kind}: {checked} checked, {skipped} skipped");
    }
    let [checked, left] = [0, 1].map(|at| counts.values().map(|count| count[at]).sum::<usize>());
    println!("{cloud}: {checked} checked, {left} skipped by name");
    assert_eq!(checked + left, cases.len());
    assert_eq!(left, skipped.len(), "a name in the list of skipped is not in the file");
}

fn kind(case: &Value) -> String {
    case["kind"].as_str().or(case["input"]["kind"].as_str()).unwrap_or("published").to_owned()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Names and values of an object, or of a list of pairs; `null` is an empty value.
fn pairs(value: &Value) -> Vec<(String, String)> {
    let plain = |value: &Value| match value {
        Value::Number(number) => number.to_string(),
        other => text(other).to_owned(),
    };
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Value::Array(list) => list.iter().map(|pair| (plain(&pair[0]), plain(&pair[1]))).collect(),
        _ => Vec::new(),
    }
}

fn lower(headers: Vec<(String, String)>) -> Vec<(String, String)> {
    headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}

fn request(input: &Value) -> Request {
    Request {
        method: text(&input["method"]).to_owned(),
        key: text(&input["key"]).to_owned(),
        query: pairs(&input["query"]),
        headers: lower(pairs(&input["headers"])),
    }
}

fn credential(input: &Value, names: [&str; 3]) -> Credential {
    let [id, secret, token] = names.map(|name| text(&input[name]));
    Credential::new(id, secret, token)
}

/// A URL's beginning, and its parameters decoded and sorted.
fn taken_apart(url: &str) -> (String, Vec<(String, String)>) {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let decode = |text: &str| trebucket::text::percent_decode(&text.replace('+', " ")).unwrap();
    let mut query: Vec<_> = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    query.sort();
    (base.to_owned(), query)
}
