#!/usr/bin/env python3
"""Makes a gazetteer for `whom build --gazetteer` of github.com/unitedstates/congress-legislators (CC0).

    python3 congress.py legislators-current.yaml legislators-historical.yaml executive.yaml > congress.jsonl

Needs PyYAML. A person who stands in several files is written once.
"""

import datetime
import json
import sys

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

STATES = {
    "AK": "Alaska", "AL": "Alabama", "AR": "Arkansas", "AS": "American Samoa", "AZ": "Arizona", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DC": "District of Columbia", "DE": "Delaware", "FL": "Florida",
    "GA": "Georgia", "GU": "Guam", "HI": "Hawaii", "IA": "Iowa", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "MA": "Massachusetts", "MD": "Maryland", "ME": "Maine",
    "MI": "Michigan", "MN": "Minnesota", "MO": "Missouri", "MP": "Northern Mariana Islands", "MS": "Mississippi",
    "MT": "Montana", "NC": "North Carolina", "ND": "North Dakota", "NE": "Nebraska", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NV": "Nevada", "NY": "New York", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VA": "Virginia",
    "VI": "U.S. Virgin Islands", "VT": "Vermont", "WA": "Washington", "WI": "Wisconsin", "WV": "West Virginia",
    "WY": "Wyoming",
}
OFFICES = {
    "sen": ("senator", "Senate"),
    "rep": ("representative", "House of Representatives"),
    "prez": ("president", None),
    "viceprez": ("vice president", None),
}
PARTIES = {"Democrat": "Democratic Party", "Republican": "Republican Party"}
# Terms that follow each other within so many days are one.
RECESS = datetime.timedelta(days=31)


def names(person):
    """The usual name and the others, each once."""
    name = person["name"]
    first, last, suffix = name["first"], name["last"], name.get("suffix")
    givens = [first, name.get("nickname"), f"{first} {name['middle']}" if "middle" in name else None]
    full = [f"{given} {last}" for given in givens if given]
    if suffix:
        full += [f"{one} {suffix}" for one in full]
    usual = name.get("official_full") or full[0]
    return usual, sorted(set(full) - {usual})


def offices(person):
    """Offices with their terms; terms of one office that follow each other are joined."""
    joined = []
    for term in sorted(person["terms"], key=lambda term: str(term["start"])):
        title, body = OFFICES[term["type"]]
        of = [name for name in (STATES.get(term.get("state")), body, "United States") if name]
        start, end = (datetime.date.fromisoformat(str(term[key])) for key in ("start", "end"))
        last = next((one for one in reversed(joined) if (one["title"], one["of"]) == (title, of)), None)
        if last and start - last["end"] <= RECESS:
            last["end"] = max(last["end"], end)
        else:
            joined.append({"title": title, "of": of, "start": start, "end": end})
    return [{**one, "start": one["start"].isoformat(), "end": one["end"].isoformat()} for one in joined]


def entry(person):
    name, aliases = names(person)
    parties = {PARTIES[term["party"]] for term in person["terms"] if term.get("party") in PARTIES}
    known = {
        "name": name,
        "type": "Person",
        "aliases": aliases,
        "wikidata": person["id"].get("wikidata"),
        "country": "United States",
        "offices": offices(person),
        "party": sorted(parties),
        "gender": person["bio"].get("gender", "").lower(),
        "born": str(person["bio"].get("birthday") or ""),
    }
    return {key: value for key, value in known.items() if value}


def main(paths):
    people = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for person in yaml.load(file, LOADER):
                key = person["id"].get("bioguide") or json.dumps(person["name"], sort_keys=True)
                if key in people:
                    people[key]["terms"] += person["terms"]
                    people[key]["id"] = {**person["id"], **people[key]["id"]}
                else:
                    people[key] = person
    for person in people.values():
        print(json.dumps(entry(person), ensure_ascii=False))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
