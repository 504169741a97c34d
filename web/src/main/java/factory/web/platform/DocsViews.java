package factory.web.platform;

import factory.web.service.ApiViews;
import factory.web.service.RoomViews;
import java.util.List;
import java.util.Optional;

/** What the pages of the documentation show: finished strings. */
public final class DocsViews {
  private DocsViews() {}

  /**
   * The quick start.
   *
   * @param at where the platform is reached
   * @param example a service to begin with; empty when there is none to call
   * @param refusal what a refusal looks like, as JSON
   */
  public record Start(String at, Optional<Example> example, String refusal) {}

  /**
   * A service with its first call.
   *
   * @param mine whether whoever looks had it made
   */
  public record Example(
      String id,
      String title,
      boolean mine,
      String url,
      String token,
      String access,
      String api,
      List<RoomViews.Snippet> call) {}

  /** The platform's own API. */
  public record Api(List<ApiViews.Group> groups, Optional<ApiViews.Operation> shown) {}

  /** Every refusal, by status. */
  public record Errors(List<Status> statuses) {}

  /** Those of one status. */
  public record Status(String status, String title, List<Refusal> errors) {}

  /** One of them. */
  public record Refusal(String reason, String detail) {}
}
