package factory.web.work;

import com.google.protobuf.ByteString;
import factory.web.http.Call;
import factory.web.http.Media;
import factory.web.http.Reply;
import factory.web.page.Frame;
import factory.web.page.Links;
import factory.web.page.ServiceParts;
import factory.web.page.Shown;
import java.util.Map;
import java.util.stream.Collectors;

/** The page on which a service is seen to be built. */
public final class BuildPages {
  private static final int LONGEST = 200;

  private final Frame frame;
  private final ServiceParts services;
  private final BuildParts parts;

  public BuildPages(Frame frame, ServiceParts services, BuildParts parts) {
    this.frame = frame;
    this.services = services;
    this.parts = parts;
  }

  /** {@code GET /services/{id}/build}: it leads to the page. */
  public Reply byId(Call call) {
    return Reply.seeOther(Links.build(services.service(call.id())) + call.rawQuery());
  }

  /** {@code GET /s/{slug}/build}. */
  public Reply page(Call call) {
    var find = Shown.cut(call.query("find").text("find").strip(), LONGEST);
    var slug = call.pathPart("slug");
    var service = services.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Links.build(service) + call.rawQuery());
    }
    var view = parts.building(service, find);
    return frame
        .html()
        .page(
            200,
            "building",
            Map.of(
                "shell",
                frame.shell(call, "Building " + view.title(), Links.build(service)),
                "view",
                view));
  }

  /** {@code GET /fragments/building}. */
  public Reply fragment(Call call) {
    var query = call.query("service_id", "find", "v");
    return services.ofService(
        frame,
        call,
        query.uuid("service_id"),
        service ->
            frame
                .html()
                .live(
                    "building",
                    parts.building(service, Shown.cut(query.text("find").strip(), LONGEST)),
                    query.text("v")));
  }

  /** {@code GET /services/{id}/build.log}: the log as a file. */
  public Reply log(Call call) {
    call.query();
    var lines = parts.building(services.service(call.id()), "").log();
    var text =
        lines.stream()
            .map(
                line ->
                    line.at().iso()
                        + " "
                        + line.parts().stream()
                            .map(BuildViews.Part::text)
                            .collect(Collectors.joining())
                            .replaceAll("\\R", "\n    "))
            .collect(Collectors.joining("\n", "", "\n"));
    return new Reply.Whole(
        200,
        Map.of("Content-Disposition", "attachment; filename=\"build.log\""),
        Media.TEXT.header(),
        ByteString.copyFromUtf8(text));
  }
}
