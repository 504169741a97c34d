package factory.web.work;

import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.GetDocumentRequest;
import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.ListTemplatesRequest;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.Template;
import factory.pipeline.v1.TemplateUse;
import factory.registry.v1.Service;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Problem;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.ArrayList;
import java.util.List;

/** Plans, what they are made from, and templates over REST. */
public final class PlansApi {
  private final Neighbours neighbours;

  /** Over these nodes. */
  public PlansApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code POST /plans}. */
  public Reply make(Call call) {
    call.query();
    var fields =
        call.json(
            "idea", "metadata", "specification", "template", "parameters", "templates", "answers");
    var request = MakePlanRequest.newBuilder();
    fields.text("idea").ifPresent(request::setIdea);
    fields.object("metadata").ifPresent(request::setMetadata);
    fields.json("specification").ifPresent(request::setSpecification);
    request.addAllTemplates(templates(fields)).putAllAnswers(fields.strings("answers"));
    if (request.getSpecification().isEmpty()
        && request.getTemplatesCount() == 0
        && !request.getMetadata().containsFields("openapi")
        && request.getIdea().isBlank()) {
      fields.wrong(
          "idea", "must be given, or else a specification, a template or metadata.openapi");
    }
    fields.check();
    return Reply.json(
        200, Json.plan(neighbours.pipeline(neighbours.deadline()).makePlan(request.build())));
  }

  /** {@code template} with {@code parameters}, or {@code templates}. */
  public static List<TemplateUse> templates(Fields fields) {
    List<TemplateUse> uses = new ArrayList<>();
    var parameters = fields.strings("parameters");
    fields
        .text("template")
        .ifPresentOrElse(
            name ->
                uses.add(
                    TemplateUse.newBuilder().setName(name).putAllParameters(parameters).build()),
            () -> {
              if (!parameters.isEmpty()) {
                fields.wrong("parameters", "must not be given without template");
              }
            });
    for (var one : fields.objects("templates", "name", "parameters")) {
      uses.add(
          TemplateUse.newBuilder()
              .setName(one.required("name"))
              .putAllParameters(one.strings("parameters"))
              .build());
    }
    if (uses.size() > 1 && fields.text("template").isPresent()) {
      fields.wrong("templates", "must not be given together with template");
    }
    return uses;
  }

  /** {@code GET /services/{id}/specification}. */
  public Reply specification(Call call) {
    call.query();
    var found =
        neighbours
            .pipeline(neighbours.deadline())
            .getSpecification(GetSpecificationRequest.newBuilder().setServiceId(call.id()).build());
    var json = Json.object();
    json.set("draft", Json.document(found.getDraft()));
    if (found.getVersion() > 0) {
      json.put("version", found.getVersion());
    } else {
      json.putNull("version");
    }
    json.set("specification", Json.document(found.getSpecification()));
    var changes = json.putArray("changes");
    found
        .getChangesList()
        .forEach(
            change -> {
              var one = changes.addObject().put("path", change.getPath());
              one.set("before", Json.document(change.getBefore()));
              one.set("after", Json.document(change.getAfter()));
            });
    return Reply.json(200, json);
  }

  /** {@code GET /services/{id}/document}. */
  public Reply document(Call call) {
    call.query();
    var found =
        neighbours
            .pipeline(neighbours.deadline())
            .getDocument(GetDocumentRequest.newBuilder().setServiceId(call.id()).build());
    return Reply.json(
        200, Json.object().put("document", found.getDocument()).put("sha256", found.getSha256()));
  }

  /** What {@code PATCH /services/{id}} does to the plan. */
  public Service change(String id, Fields fields, List<Long> expectedRevisions) {
    var request =
        ChangeSpecificationRequest.newBuilder()
            .setServiceId(id)
            .addAllExpectedRevisions(expectedRevisions)
            .putAllAnswers(fields.strings("answers"));
    fields.json("specification").ifPresent(request::setSpecification);
    fields.check();
    return neighbours
        .pipeline(neighbours.deadline())
        .changeSpecification(request.build())
        .getService();
  }

  /** {@code GET /templates}. */
  public Reply templates(Call call) {
    call.query();
    var json = Json.object();
    var templates = json.putArray("templates");
    all().forEach(template -> templates.add(Json.template(template)));
    return Reply.json(200, json);
  }

  /** {@code GET /templates/{name}}. */
  public Reply template(Call call) {
    call.query();
    var name = call.pathPart("name");
    return Reply.json(
        200,
        Json.template(
            all().stream()
                .filter(template -> template.getName().equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new Rejected(
                            new Problem(404, "TEMPLATE_NOT_FOUND", "There is no such template.")
                                .with("template", name)
                                .with(
                                    "templates",
                                    String.join(
                                        ", ", all().stream().map(Template::getName).toList()))))));
  }

  private List<Template> all() {
    return neighbours
        .pipeline(neighbours.deadline())
        .listTemplates(ListTemplatesRequest.getDefaultInstance())
        .getTemplatesList();
  }
}
