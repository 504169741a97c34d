package factory.mesh;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the text of a message that is not UTF-8, such as half of a character: protobuf refuses the
 * whole message then, and does not say for which field.
 */
final class UnwritableText {
  static final String RULE = "must be whole characters in UTF-8";
  private static final int DEEPEST = 100;

  private UnwritableText() {}

  /** The field's name, with those of the fields that it is in; free-form objects are one field. */
  static Optional<String> field(Descriptor type, byte[] message) {
    try {
      return find(type, CodedInputStream.newInstance(message), "", DEEPEST);
    } catch (IOException e) {
      // No message at all: no field is to blame.
      return Optional.empty();
    }
  }

  private static Optional<String> find(
      Descriptor type, CodedInputStream in, String within, int depth) throws IOException {
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      var field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (field == null
          || depth == 0
          || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        if (!in.skipField(tag)) {
          return Optional.empty();
        }
        continue;
      }
      var bytes = in.readBytes();
      var name =
          type.getFullName().startsWith("google.protobuf.")
              ? within
              : within + (within.isEmpty() ? "" : ".") + field.getName();
      var found =
          switch (field.getJavaType()) {
            case STRING -> bytes.isValidUtf8() ? Optional.<String>empty() : Optional.of(name);
            case MESSAGE -> find(field.getMessageType(), bytes.newCodedInput(), name, depth - 1);
            default -> Optional.<String>empty();
          };
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
