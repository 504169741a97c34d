package factory.web.service;

import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.GetSpecificationResponse;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.ListVersionsRequest;
import factory.pipeline.v1.SpecificationChange;
import factory.pipeline.v1.Version;
import factory.registry.v1.Question;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.page.Links;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.work.PlanParts;
import factory.web.work.PlanViews;
import factory.web.work.ProofSummary;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;

/** What a service is to be, and what its versions are, on its page. */
public final class VersionParts {
  private static final int SHOWN = 5;
  private static final int MOST_DIFFERENCES = 50;
  private static final int MOST_CHARACTERS = 200;

  private final Neighbours neighbours;
  private final Shown shown;

  public VersionParts(Neighbours neighbours, Shown shown) {
    this.neighbours = neighbours;
    this.shown = shown;
  }

  /**
   * What is there for whoever calls.
   *
   * @param served what the version that answers was made from; empty while there is none
   */
  PlanViews.ServicePlan plan(Service service, String served, boolean mayChange) {
    var change = mayChange ? Links.plan(service.getId()) : "";
    var questions = service.getPlan().getQuestionsList().stream().map(Question::getText).toList();
    if (!served.isEmpty()) {
      return new PlanViews.ServicePlan("", PlanParts.said(served, List.of()), change, questions);
    }
    try {
      var found = specification(service);
      return new PlanViews.ServicePlan(
          "",
          PlanParts.said(
              found.getDraft().isEmpty() ? found.getSpecification() : found.getDraft(), List.of()),
          change,
          questions);
    } catch (StatusRuntimeException e) {
      return new PlanViews.ServicePlan(
          Parts.trouble("The pipeline", e), PlanViews.Said.NOTHING, change, questions);
    }
  }

  private GetSpecificationResponse specification(Service service) {
    return neighbours
        .pipeline(neighbours.pageDeadline())
        .getSpecification(
            GetSpecificationRequest.newBuilder().setServiceId(service.getId()).build());
  }

  /** What was made, and what comes next. */
  PlanViews.Next next(Service service) {
    var id = service.getId();
    try {
      return new PlanViews.Next(
          "",
          specification(service).getChangesList().stream()
              .limit(MOST_DIFFERENCES)
              .map(VersionParts::difference)
              .toList(),
          neighbours
              .pipeline(neighbours.pageDeadline())
              .listVersions(
                  ListVersionsRequest.newBuilder().setServiceId(id).setPageSize(SHOWN).build())
              .getVersionsList()
              .stream()
              .map(version -> row(id, version))
              .toList());
    } catch (StatusRuntimeException e) {
      return new PlanViews.Next(Parts.trouble("The pipeline", e), List.of(), List.of());
    }
  }

  private static PlanViews.Difference difference(SpecificationChange change) {
    return new PlanViews.Difference(
        change.getPath().substring(1).replace("/", " / ").replace("~1", "/").replace("~0", "~"),
        shortened(change.getBefore()),
        shortened(change.getAfter()));
  }

  private static String shortened(String json) {
    return json.length() <= MOST_CHARACTERS
        ? json
        : json.substring(0, json.offsetByCodePoints(0, MOST_CHARACTERS / 2)) + "...";
  }

  private PlanViews.VersionRow row(String service, Version version) {
    var proof =
        neighbours
            .pipeline(neighbours.pageDeadline())
            .getVersion(
                GetVersionRequest.newBuilder()
                    .setServiceId(service)
                    .setNumber(version.getNumber())
                    .setWithProof(true)
                    .build())
            .getVersion()
            .getProof();
    var summary = ProofSummary.of(proof);
    List<PlanViews.Check> told = new ArrayList<>(summary.map(ProofSummary::told).orElse(List.of()));
    var words =
        summary
            .map(held -> held.words() + "." + fuzzed(proof, told))
            .orElse("There is no proof of this version.");
    return new PlanViews.VersionRow(
        version.getNumber(),
        version.getTitle(),
        shown.moment(version.getCreatedAt()),
        version.getAuthor(),
        version.getEdited()
            ? version.getEditedBy().isEmpty() ? "somebody" : version.getEditedBy()
            : "",
        version.getReason(),
        words,
        told,
        Links.service(service) + "/versions/" + version.getNumber());
  }

  /**
   * What was seen when it was tried for longer, after it was deployed.
   *
   * @param told gets what was found
   */
  private static String fuzzed(String proof, List<PlanViews.Check> told) {
    var fuzz = PlanParts.object(proof).orElseThrow().path("fuzz");
    return switch (fuzz.path("outcome").asText()) {
      case "passed" ->
          " It was tried for longer once it was deployed, with %s calls, and nothing was found."
              .formatted(fuzz.path("calls").asText());
      case "failed" -> {
        told.addFirst(
            new PlanViews.Check(
                "Found when it was tried for longer, once it was deployed:",
                fuzz.path("found").asText()));
        yield " It was found at fault when it was tried for longer, once it was deployed.";
      }
      case "not_finished" -> " Trying it for longer once it was deployed did not end.";
      default -> "";
    };
  }
}
