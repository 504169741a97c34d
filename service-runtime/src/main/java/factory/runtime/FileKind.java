package factory.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file, which an upload sets.
 *
 * @param types the media types that it may have, such as {@code image/*}; any when there are none
 * @param most how many bytes it may have
 */
record FileKind(List<String> types, long most) implements Kind {
  /** What a body can have, and something around it. */
  static final long MOST = 10_000_000;

  FileKind {
    types = List.copyOf(types);
    for (var type : types) {
      if (!MediaTypes.isRange(type)) {
        throw new IllegalArgumentException("'" + type + "' is no media type");
      }
    }
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException("a file has at most " + MOST + " bytes");
    }
  }

  @Override
  public String sqlType() {
    return "TEXT";
  }

  @Override
  public Object parse(JsonValue input) throws Unfit {
    throw new Unfit("must be a file: send the body as multipart/form-data");
  }

  @Override
  public Object store(Object value) throws Unfit {
    if (value instanceof Attachment file) {
      return file.stored();
    }
    throw new Unfit("must be a file");
  }

  @Override
  public @Nullable Object load(Object stored) {
    return Attachment.load(stored.toString());
  }

  @Override
  public Object show(Object value) {
    Map<String, Object> shown = new LinkedHashMap<>();
    if (value instanceof Attachment file) {
      shown.put("name", file.name());
      shown.put("type", file.type());
      shown.put("size", file.size());
    }
    return shown;
  }
}
