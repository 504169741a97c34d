package factory.web.work;

import factory.mesh.Moments;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.Step;
import factory.registry.v1.ServiceEvent;
import factory.web.page.Shown;
import factory.web.page.StepWords;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What happened during a build, line by line. */
final class BuildLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private record Entry(Instant at, String text, boolean bad) {}

  private BuildLog() {}

  /**
   * Oldest first.
   *
   * @param events of the service, of which those count that came since the build began
   * @param find what to mark; or empty
   */
  static List<BuildViews.Line> lines(
      BuildRun run, List<ServiceEvent> events, String find, Shown shown) {
    List<Entry> entries = new ArrayList<>();
    run.steps().filter(Step::hasStartedAt).map(BuildLog::entry).forEach(entries::add);
    var began =
        run.jobs().isEmpty()
            ? Instant.MIN
            : Moments.of(run.jobs().getFirst().getCreatedAt()).minusSeconds(1);
    events.stream()
        .filter(event -> !event.getMessage().isEmpty())
        .map(event -> new Entry(Moments.of(event.getCreatedAt()), event.getMessage(), false))
        .filter(entry -> entry.at().isAfter(began))
        .forEach(entries::add);
    Set<String> told = new HashSet<>();
    return entries.stream()
        .sorted(Comparator.comparing(Entry::at))
        .filter(entry -> told.add(entry.text()))
        .map(
            entry ->
                new BuildViews.Line(
                    TIME.format(entry.at()),
                    shown.moment(entry.at()),
                    parts(entry.text(), find),
                    entry.bad()))
        .toList();
  }

  private static Entry entry(Step step) {
    var failed = step.getState() == JobState.JOB_STATE_FAILED;
    var said = step.getMessage();
    return new Entry(
        Moments.of(step.hasFinishedAt() ? step.getFinishedAt() : step.getStartedAt()),
        said.isEmpty() ? StepWords.of(step.getName()) : said,
        failed);
  }

  /** A line with each place of what is looked for, whatever its case. */
  static List<BuildViews.Part> parts(String text, String find) {
    var low = text.toLowerCase(Locale.ROOT);
    var looked = find.toLowerCase(Locale.ROOT);
    if (looked.isEmpty() || low.length() != text.length()) {
      return List.of(new BuildViews.Part(text, false));
    }
    List<BuildViews.Part> parts = new ArrayList<>();
    var from = 0;
    for (var at = low.indexOf(looked); at >= 0; at = low.indexOf(looked, from)) {
      if (at > from) {
        parts.add(new BuildViews.Part(text.substring(from, at), false));
      }
      from = at + looked.length();
      parts.add(new BuildViews.Part(text.substring(at, from), true));
    }
    if (from < text.length()) {
      parts.add(new BuildViews.Part(text.substring(from), false));
    }
    return parts;
  }
}
