package factory.pipeline.model;

import factory.pipeline.spec.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model is asked: a conversation so far, and the form of its answer.
 *
 * @param system what it is told about its work
 * @param turns what was said, the first and the last by {@link Role#USER}
 * @param form a JSON Schema of the answer
 */
public record Prompt(String system, List<Turn> turns, Form form) {
  /** Who says something. */
  public enum Role {
    /** Whoever asks. */
    USER,
    /** The model. */
    MODEL
  }

  /** One thing that was said. */
  public record Turn(Role role, String text) {}

  /**
   * What an answer looks like.
   *
   * @param name letters, digits and underscores
   * @param schema a JSON Schema whose root is an object
   */
  public record Form(String name, String schema) {}

  /** Keeps a copy of the turns. */
  public Prompt {
    turns = List.copyOf(turns);
  }

  /** A first question. */
  public static Prompt of(String system, String question, Form form) {
    return new Prompt(system, List.of(new Turn(Role.USER, question)), form);
  }

  /** The same conversation, gone on with. */
  public Prompt then(String answer, String question) {
    List<Turn> more = new ArrayList<>(turns);
    more.add(new Turn(Role.MODEL, answer));
    more.add(new Turn(Role.USER, question));
    return new Prompt(system, more, form);
  }

  /** How many bytes of UTF-8 it has. */
  long bytes() {
    return size(system)
        + size(form.schema())
        + turns.stream().mapToLong(turn -> size(turn.text())).sum();
  }

  private static long size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Names it and the model that it is for: the same question to the same model has the same one.
   *
   * @param model its provider and name
   */
  String digest(String model) {
    var all = new StringBuilder();
    part(all, model);
    part(all, system);
    part(all, form.name());
    part(all, form.schema());
    for (var turn : turns) {
      part(all, turn.role().name());
      part(all, turn.text());
    }
    return Sha256.hex(all.toString());
  }

  /** With its length, so that no two lists of parts are one text. */
  private static void part(StringBuilder all, String text) {
    all.append(text.length()).append(':').append(text).append(';');
  }
}
