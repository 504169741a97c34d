package factory.web.service;

import java.util.List;
import java.util.Optional;

/** What the page of a service's API shows: finished strings. */
public final class ApiViews {
  private ApiViews() {}

  /**
   * The page.
   *
   * @param base where it is called; empty when it was never opened
   * @param shown the operation that is looked at; empty for the list of all
   */
  public record Api(
      RoomViews.Room room,
      String base,
      String document,
      String access,
      String token,
      List<Group> groups,
      Optional<Operation> shown) {}

  /**
   * Operations that belong together.
   *
   * @param name empty when they have no name
   */
  public record Group(String name, List<Entry> entries) {}

  /** An operation in a list. */
  public record Entry(String method, String path, String summary, String url, boolean here) {}

  /**
   * All of an operation.
   *
   * @param answer an example of what it answers; empty when there is none
   */
  public record Operation(
      String method,
      String path,
      String summary,
      String description,
      List<Row> parameters,
      List<Row> fields,
      List<RoomViews.Snippet> example,
      String answer,
      List<Answer> answers,
      Form form) {}

  /** What is answered when. */
  public record Answer(String status, String words) {}

  /** A parameter, or a field of a body. */
  public record Row(String name, String where, boolean required, String type, String words) {}

  /**
   * What is filled in to try it.
   *
   * @param url of the service in this origin
   * @param wallet that is believed without a signature; empty elsewhere than in development
   * @param who as whom it calls
   * @param media of the body; empty when it takes none
   */
  public record Form(
      String url, String wallet, String who, List<Input> inputs, String media, String body) {}

  /**
   * One of its inputs.
   *
   * @param in path, query or header
   */
  public record Input(
      String id, String name, String in, boolean required, String hint, String value) {}
}
