package factory.pipeline.job;

import factory.mesh.Fault;
import java.util.TreeMap;

/** Failures for a person to read. */
final class FailureText {
  private FailureText() {}

  static String of(StepFailed failure) {
    var message = failure.getMessage();
    return message == null ? "The step failed." : message;
  }

  static String of(Fault fault) {
    var words = new StringBuilder(fault.message());
    words.append(" (").append(fault.reason());
    new TreeMap<>(fault.metadata())
        .forEach((key, value) -> words.append(", ").append(key).append(' ').append(value));
    fault
        .fields()
        .forEach(f -> words.append(", ").append(f.field()).append(' ').append(f.message()));
    return words.append(')').toString();
  }
}
