package factory.web.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the checks of a proof came out.
 *
 * @param told what did not hold or was not tried, in the proof's order
 */
record ProofSummary(int passed, int failed, int untried, List<PlanViews.Check> told) {
  /** Of the JSON that a version has; empty when it has none. */
  static Optional<ProofSummary> of(String proof) {
    return PlanParts.object(proof).map(ProofSummary::of);
  }

  private static ProofSummary of(JsonNode proof) {
    var passed = 0;
    var failed = 0;
    var untried = 0;
    List<PlanViews.Check> told = new ArrayList<>();
    for (var check : proof.path("checks")) {
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
    return new ProofSummary(passed, failed, untried, told);
  }

  private static PlanViews.Check told(String how, JsonNode check) {
    return new PlanViews.Check(how + check.path("name").asText(), check.path("evidence").asText());
  }

  /** Such as {@code 214 checks passed, 3 not tried}. */
  String words() {
    return (passed == 1 ? "1 check passed" : passed + " checks passed")
        + (failed == 0 ? "" : ", " + failed + " failed")
        + (untried == 0 ? "" : ", " + untried + " not tried");
  }
}
