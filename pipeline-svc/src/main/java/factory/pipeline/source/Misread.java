package factory.pipeline.source;

/** A part of an idea that cannot be read; the message is for the person who wrote it. */
final class Misread extends Exception {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 60;

  Misread(String message) {
    super(message, null, false, false);
  }

  /** Text from outside, made fit for a message: printable ASCII without quotes, and short. */
  static String shown(String text) {
    var plain = text.replaceAll("[^ !#-&(-\\[\\]-_a-~]", " ").replaceAll(" +", " ").strip();
    return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN - 3).strip() + "...";
  }
}
