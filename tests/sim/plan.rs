//! What befalls the world at set times: the user's whims, the device's sleep, the servers' bad days.

use super::climate::{Climate, HOUR};
use super::die::Die;

/// One thing that will happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// The user, about the file of this number.
    Start(usize),
    Pause(usize),
    Resume(usize),
    Abort(usize),
    /// A second look at a failed one.
    Retry(usize),
    /// The file is changed on disk.
    Change(usize),
    /// The page is loaded anew.
    Reload,
    Offline,
    Online,
    /// The machine sleeps so long; the monotonic clock may stop with it.
    Sleep {
        ms: u64,
        stops: bool,
    },
    /// The wall clock is set.
    Jump(i64),
    /// Every set issued so far is refused from now on.
    Revoke,
    /// The cloud forgets every multipart upload.
    Forget,
    /// The app server does this until told otherwise.
    App(Mood),
    /// The page asks for a signed URL, a form or a one-shot request.
    Ask(&'static str),
    /// From here on nothing bad happens, and the user is patient.
    Calm,
}

/// What the app server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// 502 and its like.
    Broken,
    /// 403: the session of the user has ended.
    Refusing,
    /// A page for people.
    Html,
    /// 200, and an error inside.
    Envelope,
    Silent,
    Unreachable,
    /// Seconds for each answer.
    Slow,
    /// The same set whatever was refused.
    Stubborn,
}

/// What this world has in store.
pub fn draw(die: &mut Die, climate: &Climate) -> Vec<(u64, Plan)> {
    let (mut plans, storm) = (Vec::new(), climate.calm_at);
    let files = climate.wishes.len() as u64;
    let whims = if die.permille(400) { die.between(1, 6) } else { 0 };
    for _ in 0..whims {
        let file = die.below(files) as usize;
        let plan = die.pick(&[
            Plan::Pause(file),
            Plan::Pause(file),
            Plan::Resume(file),
            Plan::Abort(file),
            Plan::Retry(file),
            Plan::Reload,
        ]);
        plans.push((soon(die, storm), plan));
    }
    if die.permille(40) {
        plans.push((soon(die, storm), Plan::Change(die.below(files) as usize)));
    }
    if die.permille(150) {
        plans.push((soon(die, storm), Plan::Ask(die.pick(&["presign", "form", "fetch"]))));
    }
    device(die, storm, &mut plans);
    servers(die, storm, &mut plans);
    plans
}

fn device(die: &mut Die, storm: u64, plans: &mut Vec<(u64, Plan)>) {
    if die.permille(150) {
        let at = soon(die, storm);
        plans.extend([(at, Plan::Offline), (at + die.between(100, 90_000), Plan::Online)]);
    }
    if die.permille(150) {
        let ms = die.pick(&[1_000, 60_000, HOUR, 5 * HOUR]);
        plans.push((soon(die, storm), Plan::Sleep { ms, stops: die.permille(500) }));
    }
    // A wall set back while the monotonic clock stands still hides that time from everybody.
    let stops = plans.iter().any(|(_, plan)| matches!(plan, Plan::Sleep { stops: true, .. }));
    if die.permille(150) {
        let back = if stops { 0 } else { 3 * HOUR as i64 };
        let jump = die.between(0, 6 * HOUR) as i64 - back;
        plans.push((soon(die, storm), Plan::Jump(jump)));
    }
}

fn servers(die: &mut Die, storm: u64, plans: &mut Vec<(u64, Plan)>) {
    if die.permille(250) {
        plans.push((soon(die, storm), Plan::Revoke));
    }
    let forgets = if die.permille(120) { die.pick(&[1, 1, 2, 8]) } else { 0 };
    plans.extend((0..forgets).map(|_| (soon(die, storm), Plan::Forget)));
    for _ in 0..die.pick(&[0, 0, 0, 1, 1, 3]) {
        let mood = die.pick(&[
            Mood::Broken,
            Mood::Broken,
            Mood::Refusing,
            Mood::Html,
            Mood::Envelope,
            Mood::Silent,
            Mood::Unreachable,
            Mood::Slow,
            Mood::Stubborn,
        ]);
        let at = if die.permille(300) { 0 } else { soon(die, storm) };
        plans.extend([(at, Plan::App(mood)), (at + die.between(500, storm), Plan::App(Mood::Well))]);
    }
}

/// Most uploads are young when things happen to them.
fn soon(die: &mut Die, storm: u64) -> u64 {
    let most = die.pick(&[2_000, 10_000, 30_000, storm]);
    die.below(most.min(storm))
}
