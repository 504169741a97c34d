package factory.runtime;

import io.helidon.webserver.http.ServerRequest;

/**
 * What a request that changes says of the record before.
 *
 * @param ifMatch the states that it may be in; empty for any
 * @param ifNoneMatch {@code *} when it must not be there
 */
record Preconditions(String ifMatch, String ifNoneMatch) {
  static Preconditions of(ServerRequest request) {
    return new Preconditions(
        Http.header(request, "If-Match"), Http.header(request, "If-None-Match"));
  }

  /**
   * Checks a record that is there.
   *
   * @throws Problem REVISION_MISMATCH when that is not what the request says
   */
  void require(Row row) {
    Revisions.require(ifMatch, row);
    if (ifNoneMatch.strip().equals("*")) {
      throw Problem.alreadyThere();
    }
  }

  /**
   * Checks that there may be no record.
   *
   * @throws Problem REVISION_MISMATCH when the request names a state of it
   */
  void requireNothing() {
    if (!ifMatch.isEmpty()) {
      throw Problem.revisionMismatch();
    }
  }
}
