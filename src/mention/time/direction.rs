//! Where a time lies from the day of publication, as the tense of its clause tells.

use jiff::civil::Date;

use super::super::Reader;
use crate::calendar::Days;
use crate::language::{Deprel, Upos};
use crate::ontology::{Complement, Effect};

/// Which of the times that the words fit is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// The latest one that has begun.
    Back,
    /// The first one that is not over.
    Ahead,
    /// The tense doesn't tell ("the January elections"): the latest one, unless the next is much nearer.
    Near,
}

impl Direction {
    /// The occurrence that is meant of something that comes once a year, from its days in a year.
    pub fn of_year(self, published: Date, in_year: impl Fn(i16) -> Option<Days>) -> Option<Days> {
        let year = published.year();
        let back = || (0..=8).filter_map(|n| in_year(year - n)).find(|days| days.0 <= published);
        let ahead = || (-1..=8).filter_map(|n| in_year(year + n)).find(|days| days.1 >= published);
        match self {
            Self::Back => back(),
            Self::Ahead => ahead(),
            Self::Near => {
                let (back, ahead) = (back()?, ahead()?);
                let since = (published - back.1).get_days().max(0);
                let until = (ahead.0 - published).get_days().max(0);
                Some(if back.1 < published && 2 * until < since { ahead } else { back })
            }
        }
    }
}

/// The direction of the time at tokens `first..end`: from its preposition, the nouns that it belongs to, and the verb above.
pub(super) fn direction(reader: &Reader, first: usize, end: usize) -> Direction {
    let tokens = reader.tokens();
    let head = reader.head(first, end);
    let case = reader.sentence.child(head, Deprel::Case).map(|case| reader.lower(case));
    let bounded = match case.as_deref() {
        Some("since") => return Direction::Back,
        Some("by") => return Direction::Ahead,
        Some("for" | "until" | "till") => true,
        _ => false,
    };
    let mut nominal = false;
    let mut at = head;
    while let Some(up) = tokens[at].head {
        let through = tokens[at].deprel;
        at = up;
        if reader.sentence.child(at, Deprel::Cop).is_some() || matches!(tokens[at].upos, Upos::Verb | Upos::Aux) {
            let direct = !nominal || bounded;
            return match tense(reader, at) {
                Tense::Future => Direction::Ahead,
                // "Talks begin on Monday"; "the fair that draws crowds in May" speaks of every May.
                Tense::Present if direct && through != Deprel::Advcl => Direction::Ahead,
                Tense::Past if bounded || nominal => Direction::Near,
                Tense::Past => Direction::Back,
                Tense::Present | Tense::None if bounded => Direction::Ahead,
                Tense::Present | Tense::None => Direction::Near,
            };
        }
        if matches!(tokens[at].upos, Upos::Noun | Upos::Propn) && tokens[at].deprel != Deprel::Root {
            if let Some(direction) = described(reader, at) {
                return direction;
            }
            nominal = true;
        }
    }
    if bounded { Direction::Ahead } else { Direction::Near }
}

/// "His next hearing", "the recent talks".
fn described(reader: &Reader, noun: usize) -> Option<Direction> {
    reader.sentence.children_by(noun, Deprel::Amod).find_map(|adjective| match reader.lower(adjective).as_str() {
        "next" | "upcoming" | "forthcoming" | "coming" | "planned" | "scheduled" | "future" => Some(Direction::Ahead),
        "last" | "recent" | "previous" | "past" | "latest" => Some(Direction::Back),
        _ => None,
    })
}

enum Tense {
    Past,
    Present,
    /// Also what is possible, wanted or planned.
    Future,
    /// A participle or a fragment.
    None,
}

fn tense(reader: &Reader, predicate: usize) -> Tense {
    let tokens = reader.tokens();
    let tree = reader.sentence;
    let auxiliaries: Vec<usize> = [Deprel::Aux, Deprel::AuxPass, Deprel::Cop]
        .into_iter()
        .flat_map(|deprel| tree.children_by(predicate, deprel))
        .collect();
    let any = |xpos: &str| auxiliaries.iter().any(|&a| tokens[a].xpos == xpos);
    let perfect = auxiliaries.iter().any(|&a| reader.lower(a) == "have" || tokens[a].lemma == "have");
    if perfect {
        return Tense::Past;
    }
    if any("MD") {
        return Tense::Future;
    }
    let marked = tree.children_by(predicate, Deprel::Mark).any(|mark| reader.lower(mark) == "to");
    let bare = tokens[predicate].xpos == "VB" || any("VB");
    if marked && bare {
        return infinitive(reader, predicate);
    }
    let finite = |xpos: &str| tokens[predicate].xpos == xpos || any(xpos);
    if finite("VBD") {
        return Tense::Past;
    }
    // "Talks begin on Monday" may be read as a bare verb.
    let unmarked = tokens[predicate].xpos == "VB" && tree.child(predicate, Deprel::Nsubj).is_some();
    if finite("VBZ") || finite("VBP") || unmarked {
        // "Moscow says on Tuesday it will" is how some papers tell what was said.
        // "The quarrel dates to October" speaks of the past.
        if matches!(tokens[predicate].lemma.as_str(), "date" | "stem" | "originate") {
            return Tense::Past;
        }
        let reports =
            tree.child(predicate, Deprel::Ccomp).is_some() || tree.child(predicate, Deprel::Parataxis).is_some();
        let reports = reports && reader.ontology.reporting(&tokens[predicate].lemma).is_some();
        return if reports { Tense::None } else { Tense::Present };
    }
    // "The man arrested on Monday", "leaving on Monday": an event of its own; a clause without tense has that of the one above.
    match tokens[predicate].deprel {
        Deprel::Xcomp | Deprel::Advcl | Deprel::Conj | Deprel::Ccomp => match tokens[predicate].head {
            Some(above) if tokens[above].upos == Upos::Verb && above != predicate => tense(reader, above),
            _ => Tense::None,
        },
        _ => Tense::None,
    }
}

/// "Plans to meet" looks ahead; "managed to flee" and "has been trying to win" tell what has been.
fn infinitive(reader: &Reader, predicate: usize) -> Tense {
    let tokens = reader.tokens();
    let Some(above) = tokens[predicate].head.filter(|_| tokens[predicate].deprel == Deprel::Xcomp) else {
        return Tense::Future;
    };
    let holds = reader.ontology.factuality(&tokens[above].lemma, Complement::To);
    match holds.map(|entry| entry.positive) {
        Some(Effect::Asserted | Effect::Negated) => tense(reader, above),
        _ => Tense::Future,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar;
    use jiff::civil::date;

    #[test]
    fn the_next_is_taken_where_it_is_much_nearer() {
        let january = |year| calendar::month(year, 1);
        let july = |year| calendar::month(year, 7);
        let november = date(2004, 11, 11);
        assert_eq!(Direction::Near.of_year(november, january), calendar::month(2005, 1));
        assert_eq!(Direction::Near.of_year(november, july), calendar::month(2004, 7));
        assert_eq!(Direction::Back.of_year(november, january), calendar::month(2004, 1));
        assert_eq!(Direction::Ahead.of_year(november, july), calendar::month(2005, 7));
    }

    #[test]
    fn leap_days_are_found() {
        let leap_day = |year| Some(calendar::day(Date::new(year, 2, 29).ok()?));
        assert_eq!(Direction::Back.of_year(date(2010, 5, 1), leap_day), Some(calendar::day(date(2008, 2, 29))));
    }
}
