//! Days of the year that have a name.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::tables::{OntologyError, Row, fold};
use crate::calendar;

pub(super) const HOLIDAY_COLUMNS: &[&str] = &["name", "date"];

/// When a day with a name comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    Fixed { month: i8, day: i8 },
    Weekday { month: i8, weekday: Weekday, nth: i8 },
    Easter { offset: i64 },
}

impl Holiday {
    /// The day of a year; `None` where the year lacks it or lies outside the calendar.
    pub fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed { month, day } => Date::new(year, month, day).ok(),
            Self::Weekday { month, weekday, nth } => calendar::nth_weekday(year, month, nth, weekday),
            Self::Easter { offset } => calendar::easter(year)?.checked_add(offset.days()).ok(),
        }
    }

    fn parse(date: &str) -> Option<Self> {
        let holiday = if let Some(offset) = date.strip_prefix("easter") {
            Self::Easter { offset: offset.parse().ok()? }
        } else if let Some((month, day)) = date.split_once('-').filter(|(month, _)| !month.contains(' ')) {
            Self::Fixed { month: month.parse().ok()?, day: day.parse().ok()? }
        } else {
            let parts: Vec<&str> = date.split(' ').collect();
            let [month, weekday, nth] = parts.as_slice() else { return None };
            Self::Weekday { month: month.parse().ok()?, weekday: calendar::weekday(weekday)?, nth: nth.parse().ok()? }
        };
        // A leap year has every day that a year can have.
        holiday.in_year(2024).map(|_| holiday)
    }
}

#[derive(Debug, Default)]
pub(super) struct Holidays {
    by_name: HashMap<String, Holiday>,
}

impl Holidays {
    pub fn load(rows: &[Row<'_>]) -> Result<Self, OntologyError> {
        let mut by_name = HashMap::new();
        for row in rows {
            let date = row.required("date")?;
            let holiday =
                Holiday::parse(&date).ok_or_else(|| row.wrong("date", "`12-25`, `11 thursday 4` or `easter-2`"))?;
            by_name.insert(fold(&row.required("name")?), holiday);
        }
        Ok(Self { by_name })
    }

    pub fn holiday(&self, lower_case_name: &str) -> Option<Holiday> {
        self.by_name.get(&fold(lower_case_name)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_of_each_kind() {
        let day = |rule: &str, year| Holiday::parse(rule).and_then(|h| h.in_year(year));
        assert_eq!(day("12-25", 2020), Some(date(2020, 12, 25)));
        assert_eq!(day("11 thursday 4", 2010), Some(date(2010, 11, 25)));
        assert_eq!(day("easter-2", 2019), Some(date(2019, 4, 19)));
        assert_eq!(day("13-40", 2019), None);
        assert_eq!(day("someday", 2019), None);
    }
}
