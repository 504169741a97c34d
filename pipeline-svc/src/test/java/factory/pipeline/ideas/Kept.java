package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A record that a test made and gave a name.
 *
 * @param path its own address
 * @param key the last part of it
 * @param shown as it was shown last
 */
record Kept(Served.Kind kind, String path, String key, JsonNode shown) {}
