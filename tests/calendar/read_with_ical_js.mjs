// Reads calendar files with ical.js: each line of the input is one file as JSON, each line of the output what was read.
// Days and moments are told as ISO 8601 writes them, alarms in seconds from the start of their event.

import { createInterface } from "node:readline";
import ICAL from "ical.js";

const partsOf = (part) => [part, ...part.getAllSubcomponents().flatMap(partsOf)];

function eventOf(event) {
  const value = (name) => event.getFirstPropertyValue(name);
  return {
    uid: value("uid"),
    day: value("dtstart").toString(),
    dayAfter: value("dtend").toString(),
    title: value("summary"),
    description: value("description") ?? "",
    rings: event
      .getAllSubcomponents("valarm")
      .filter((alarm) => alarm.getFirstPropertyValue("description") === value("summary"))
      .map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
    modified: value("dtstamp").toString(),
    sequence: value("sequence"),
    status: value("status"),
  };
}

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const parts = partsOf(calendar);
  const values = parts.flatMap((part) => part.getAllProperties().map((property) => property.getFirstValue()));
  return {
    events: calendar.getAllSubcomponents("vevent").map(eventOf),
    components: parts.length,
    properties: values.length,
    texts: values.filter((value) => typeof value === "string"),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = read(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
