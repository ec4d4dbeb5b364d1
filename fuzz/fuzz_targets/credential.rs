//! What an app server may answer: a credential, or an error whose words hold no secret of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trebucket::credential;

fuzz_target!(|text: &str| {
    match credential::read(text) {
        Ok(issued) => {
            let set = issued.credential;
            assert!(!set.id.is_empty() && !set.secret.is_empty() && !set.token().is_empty());
            assert_eq!(format!("{set:?}"), "Credential(***)");
            let times = [set.expiration, set.start_time, issued.server_time];
            assert!(times.iter().flatten().all(|ms| *ms < 1 << 53), "times that JavaScript can count");
        }
        Err(error) => {
            assert!(!error.message.is_empty() && error.message.len() <= 2_000, "{}", error.message.len())
        }
    }
});
