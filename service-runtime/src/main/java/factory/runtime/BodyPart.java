package factory.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A part of a body in {@code multipart/form-data}.
 *
 * @param name of the field
 * @param fileName as the caller wrote it, which is data and never a path; null of what is no file
 * @param type the media type that the caller declares; null when he does not
 * @param content what it holds
 */
record BodyPart(String name, @Nullable String fileName, @Nullable String type, Upload content) {
  boolean isFile() {
    return fileName != null;
  }
}
