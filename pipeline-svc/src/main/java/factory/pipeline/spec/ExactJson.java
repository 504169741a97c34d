package factory.pipeline.spec;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON whose numbers stay as they were written; one value, and nothing after it. */
public final class ExactJson {
  /** Reads and writes it. Safe for many threads; not to be configured further. */
  public static final JsonMapper MAPPER = builder().build();

  private ExactJson() {}

  /** The same, for whoever is stricter still. */
  static JsonMapper.Builder builder() {
    return JsonMapper.builder()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
  }
}
