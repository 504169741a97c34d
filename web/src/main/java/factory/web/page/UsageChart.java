package factory.web.page;

import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.UsagePoint;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Calls and latencies by hour or day, drawn on 720 by 200. Hours and days without calls are told by
 * nobody: they are gaps here.
 */
public final class UsageChart {
  private static final int LEFT = 76;
  private static final int RIGHT = 712;
  private static final int TOP = 12;
  private static final int BOTTOM = 168;
  private static final int MOST_TICKS = 4;

  private final Duration step;
  private final int slots;
  private final Instant from;
  private final GetInsightResponse told;
  private final Map<Integer, UsagePoint> bySlot = new HashMap<>();

  /**
   * Of what the gate told.
   *
   * @param from the start of the first hour or day
   */
  public UsageChart(GetInsightResponse told, Duration step, int slots, Instant from) {
    this.told = told;
    this.step = step;
    this.slots = slots;
    this.from = from;
    for (var point : told.getPointsList()) {
      var at = Instant.ofEpochSecond(point.getAt().getSeconds());
      var slot = (int) Duration.between(from, at).dividedBy(step);
      if (slot >= 0 && slot < slots) {
        bySlot.put(slot, point);
      }
    }
  }

  /** Of everybody. */
  public UsageViews.Usage view(String title, String csv) {
    var total = told.getTotal();
    return view(
        title,
        csv,
        List.of(
            figure("calls", total.getCalls()),
            figure("callers", total.getCallers()),
            figure("4xx", total.getClientErrors()),
            figure("5xx", total.getServerErrors()),
            new Views.Figure("half within", total.hasP50Ms() ? total.getP50Ms() + " ms" : "-"),
            new Views.Figure("95 % within", total.hasP95Ms() ? total.getP95Ms() + " ms" : "-"),
            new Views.Figure("99 % within", total.hasP99Ms() ? total.getP99Ms() + " ms" : "-")),
        "Nobody called.",
        " of " + Shown.grouped(total.getCallers()) + " callers");
  }

  /** Of one wallet, of whose calls over several services no table and no latency is told. */
  public UsageViews.Usage ofOne(String title) {
    var total = told.getTotal();
    return view(
        title,
        "",
        List.of(
            figure("calls", total.getCalls()),
            figure("4xx", total.getClientErrors()),
            figure("5xx", total.getServerErrors())),
        "You called nothing.",
        "");
  }

  private UsageViews.Usage view(
      String title, String csv, List<Views.Figure> figures, String none, String callers) {
    var most = most(UsagePoint::getCalls);
    var slowest = most(UsageChart::slowest);
    return new UsageViews.Usage(
        "",
        title,
        figures,
        bars(most),
        ticks(most, ""),
        slowest == 0
            ? List.of()
            : List.of(
                line("p99", slowest, point -> point.hasP99Ms() ? point.getP99Ms() : -1),
                line("p95", slowest, point -> point.hasP95Ms() ? point.getP95Ms() : -1),
                line("p50", slowest, point -> point.hasP50Ms() ? point.getP50Ms() : -1)),
        slowest == 0 ? List.of() : ticks(slowest, " ms"),
        times(),
        words(most, none, callers),
        csv);
  }

  public static UsageViews.Usage unknown(String title, String problem) {
    return new UsageViews.Usage(
        problem, title, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), "", "");
  }

  private static Views.Figure figure(String label, long value) {
    return new Views.Figure(label, String.format(Locale.ROOT, "%,d", value));
  }

  private static long slowest(UsagePoint point) {
    return point.hasP99Ms() ? point.getP99Ms() : 0;
  }

  private long most(ToLongFunction<UsagePoint> of) {
    return bySlot.values().stream().mapToLong(of).max().orElse(0);
  }

  private List<UsageViews.Bar> bars(long most) {
    List<UsageViews.Bar> bars = new ArrayList<>();
    var width = (RIGHT - LEFT) / (double) slots;
    bySlot.forEach(
        (slot, point) -> {
          var ok = point.getInformational() + point.getSuccessful() + point.getRedirected();
          var below = 0L;
          var parts =
              Map.of(
                  "ok", ok,
                  "client", point.getClientErrors(),
                  "server", point.getServerErrors(),
                  "unknown", point.getUnknown());
          for (var tone : List.of("ok", "client", "server", "unknown")) {
            var calls = parts.getOrDefault(tone, 0L);
            if (calls > 0) {
              var top = y(below + calls, most);
              bars.add(
                  new UsageViews.Bar(
                      place(LEFT + slot * width + width * 0.1),
                      place(top),
                      place(width * 0.8),
                      place(y(below, most) - top),
                      tone));
            }
            below += calls;
          }
        });
    return bars;
  }

  private UsageViews.Line line(String tone, long most, ToLongFunction<UsagePoint> of) {
    var width = (RIGHT - LEFT) / (double) slots;
    List<String> parts = new ArrayList<>();
    var part = new StringBuilder();
    for (var slot = 0; slot <= slots; slot++) {
      var point = bySlot.get(slot);
      if (point == null || of.applyAsLong(point) < 0) {
        if (!part.isEmpty()) {
          parts.add(part.toString());
          part.setLength(0);
        }
        continue;
      }
      var height = place(y(of.applyAsLong(point), most));
      // As wide as its bar, so that an hour alone is seen.
      part.append(part.isEmpty() ? "" : " ")
          .append(place(LEFT + (slot + 0.1) * width))
          .append(',')
          .append(height)
          .append(' ')
          .append(place(LEFT + (slot + 0.9) * width))
          .append(',')
          .append(height);
    }
    return new UsageViews.Line(tone, parts);
  }

  private static double y(long value, long most) {
    return BOTTOM - (most == 0 ? 0 : (BOTTOM - TOP) * (value / (double) most));
  }

  private static String place(double at) {
    return String.format(Locale.ROOT, "%.1f", at);
  }

  /** From 0 in whole steps of 1, 2 or 5 times a power of ten. */
  private static List<Views.Tick> ticks(long most, String unit) {
    var between = 1L;
    while (most / between > MOST_TICKS) {
      var digits = Long.toString(between);
      between = digits.startsWith("2") ? between / 2 * 5 : between * 2;
    }
    List<Views.Tick> ticks = new ArrayList<>();
    for (var at = 0L; at <= most; at += between) {
      ticks.add(new Views.Tick(place(y(at, most)), String.format(Locale.ROOT, "%,d", at) + unit));
    }
    return ticks;
  }

  private List<Views.Tick> times() {
    var words =
        DateTimeFormatter.ofPattern(step.toHours() == 1 ? "HH:mm" : "d MMM", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    var width = (RIGHT - LEFT) / (double) slots;
    List<Views.Tick> ticks = new ArrayList<>();
    for (var slot = 0; slot < slots; slot += Math.max(1, slots / 6)) {
      ticks.add(
          new Views.Tick(
              place(LEFT + (slot + 0.5) * width),
              words.format(from.plus(step.multipliedBy(slot)))));
    }
    return ticks;
  }

  private String words(long most, String none, String callers) {
    return most == 0
        ? none
        : String.format(
            Locale.ROOT,
            "%,d calls%s; the busiest %s had %,d.",
            told.getTotal().getCalls(),
            callers,
            step.toHours() == 1 ? "hour" : "day",
            most);
  }
}
