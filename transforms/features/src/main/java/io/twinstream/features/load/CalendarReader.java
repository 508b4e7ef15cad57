package io.twinstream.features.load;

import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.text.Problems;
import io.twinstream.features.time.Zone;
import io.twinstream.features.yaml.YamlNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads holiday calendars. */
public final class CalendarReader {
  public static final String[] KEYS = {"zone", "years", "days"};

  private final NameRules names;

  CalendarReader(Problems problems) {
    this.names = new NameRules(problems);
  }

  HolidayCalendar read(String name, YamlNode part) {
    String what = "calendar '" + name + "'";
    names.identifier(part.place(), "calendar", name);
    part.allow(what, KEYS);
    Zone zone =
        zone(part, part.needText("zone", what, "write whose days they are, as Europe/London"));
    part.need("years", what, "list the years whose holidays are complete");
    part.need("days", what, "list the holidays, or write days: [] if there are none");
    List<Integer> years = new ArrayList<>();
    part.get("years").map(YamlNode::items).orElse(List.of()).forEach(item -> year(item, years));
    List<LocalDate> days = new ArrayList<>();
    part.get("days")
        .map(YamlNode::items)
        .orElse(List.of())
        .forEach(item -> day(what, item, years, days));
    return new HolidayCalendar(name, zone, years, days);
  }

  private static Zone zone(YamlNode part, String id) {
    if (id.isEmpty()) {
      return Zone.UTC;
    }
    try {
      return Zone.of(id);
    } catch (IllegalArgumentException e) {
      part.problem("zone", e.getMessage(), Zone.didYouMean(id));
      return Zone.UTC;
    }
  }

  private static void year(YamlNode item, List<Integer> years) {
    if (item.text().matches("[0-9]{4}")) {
      years.add(Integer.valueOf(item.text()));
    } else {
      item.problem("'" + item.text() + "' is not a year", "write one like 2026");
    }
  }

  private static void day(String what, YamlNode item, List<Integer> years, List<LocalDate> days) {
    LocalDate day;
    try {
      day = LocalDate.parse(item.text());
    } catch (DateTimeParseException e) {
      item.problem("'" + item.text() + "' is not a date", "write one like 2026-12-25");
      return;
    }
    if (!years.contains(day.getYear())) {
      item.problem(
          what + " has " + day + ", but not the year " + day.getYear(),
          "add it to years, with all holidays of the year");
    }
    days.add(day);
  }
}
