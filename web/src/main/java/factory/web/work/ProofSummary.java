package factory.web.work;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.v1.ProofProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the checks of a proof came out.
 *
 * @param told what did not hold or was not tried, in the proof's order
 */
public record ProofSummary(
    int passed, int failed, int untried, List<PlanViews.Check> told, Map<String, Tally> areas) {
  /** How the checks about one thing came out. */
  record Tally(int passed, int failed, int untried) {
    private Tally and(String outcome) {
      return switch (outcome) {
        case "passed" -> new Tally(passed + 1, failed, untried);
        case "failed" -> new Tally(passed, failed + 1, untried);
        default -> new Tally(passed, failed, untried + 1);
      };
    }
  }

  private static final Map<String, String> AREAS =
      Map.ofEntries(
          Map.entry("records", "Records are made, read, changed and deleted"),
          Map.entry("rules", "Rules of fields are kept"),
          Map.entry("requests", "What makes no sense is refused"),
          Map.entry("routes", "Paths answer as documented"),
          Map.entry("lists", "Lists are ordered, filtered and paged"),
          Map.entry("references", "References hold"),
          Map.entry("uniqueness", "What is unique stays unique"),
          Map.entry("set_fields", "What the service sets, nobody else does"),
          Map.entry("transitions", "States go as they may"),
          Map.entry("visibility", "Who may do what"),
          Map.entry("accounts", "Accounts and sessions"),
          Map.entry("secrets", "Secrets stay secret"),
          Map.entry("actions", "Actions do what they say"),
          Map.entry("functions", "Computations are right"),
          Map.entry("reports", "Reports count right"),
          Map.entry("files", "Files come back as they were"),
          Map.entry("revisions", "Nobody overwrites unseen"),
          Map.entry("examples", "Examples hold"),
          Map.entry("attacks", "Attacks fail"),
          Map.entry("document", "Its document says what it does"),
          Map.entry("failures", "It survives failures"));

  /** Of the JSON that a version has; empty when it has none. */
  public static Optional<ProofSummary> of(String proof) {
    return PlanParts.object(proof).map(ProofSummary::of);
  }

  private static ProofSummary of(JsonNode proof) {
    var passed = 0;
    var failed = 0;
    var untried = 0;
    List<PlanViews.Check> told = new ArrayList<>();
    Map<String, Tally> areas = new LinkedHashMap<>();
    for (var check : proof.path("checks")) {
      areas.merge(
          check.path("area").asText(),
          new Tally(0, 0, 0).and(check.path("outcome").asText()),
          (before, _) -> before.and(check.path("outcome").asText()));
      switch (check.path("outcome").asText()) {
        case "passed" -> passed++;
        case "failed" -> {
          failed++;
          told.add(told("Failed: ", check));
        }
        default -> {
          untried++;
          told.add(told("Not tried: ", check));
        }
      }
    }
    return new ProofSummary(passed, failed, untried, told, areas);
  }

  private static PlanViews.Check told(String how, JsonNode check) {
    return new PlanViews.Check(how + check.path("name").asText(), check.path("evidence").asText());
  }

  /** Such as {@code 214 checks passed, 3 not tried}. */
  public String words() {
    return (passed == 1 ? "1 check passed" : passed + " checks passed")
        + (failed == 0 ? "" : ", " + failed + " failed")
        + (untried == 0 ? "" : ", " + untried + " not tried");
  }

  /** For the page of a build: what failed first. */
  public BuildViews.ProofSoFar soFar() {
    List<BuildViews.Group> groups = new ArrayList<>();
    areas.forEach(
        (area, tally) -> {
          if (tally.passed() + tally.failed() > 0) {
            groups.add(
                new BuildViews.Group(
                    AREAS.getOrDefault(area, "Other checks"),
                    "%d of %d".formatted(tally.passed(), tally.passed() + tally.failed()),
                    tally.failed() > 0));
          }
        });
    return new BuildViews.ProofSoFar(words(), passed, passed + failed, groups, List.of());
  }

  /** What was seen while it goes on. */
  public static BuildViews.ProofSoFar soFar(ProofProgress progress) {
    Map<String, Tally> areas = new LinkedHashMap<>();
    progress
        .getAreasList()
        .forEach(
            area ->
                areas.put(
                    area.getArea(),
                    new Tally(area.getPassed(), area.getFailed(), area.getNotTried())));
    var summary =
        new ProofSummary(
            progress.getPassed(), progress.getFailed(), progress.getNotTried(), List.of(), areas);
    var soFar = summary.soFar();
    return new BuildViews.ProofSoFar(
        soFar.words(),
        soFar.passed(),
        soFar.all(),
        soFar.groups(),
        progress.getNewestList().reversed().stream()
            .filter(check -> !check.getOutcome().equals("not_tried"))
            .map(check -> new BuildViews.Seen(check.getName(), check.getOutcome().equals("failed")))
            .toList());
  }
}
