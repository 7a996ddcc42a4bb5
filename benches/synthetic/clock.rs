//! What a measurement took.

use std::sync::LazyLock;
use std::time::Instant;

/// Seconds of the clock and, where the system tells them (Linux), of the processor, all threads together and with processes that
/// this one started and waited for; else of the clock twice. Only differences mean something.
pub fn now() -> [f64; 2] {
    /// Of Linux on all usual machines.
    const TICKS_A_SECOND: f64 = 100.0;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // The fields behind the name, which may hold blanks: the 12th to the 15th are user and system time, then those of children.
    let ticks = |stat: String| -> Option<f64> {
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        fields.get(11..15)?.iter().map(|field| field.parse::<f64>().ok()).sum()
    };
    let ticks = std::fs::read_to_string("/proc/self/stat").ok().and_then(ticks);
    let clock = START.elapsed().as_secs_f64();
    [clock, ticks.map_or(clock, |ticks| ticks / TICKS_A_SECOND)]
}
