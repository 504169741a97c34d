package factory.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Which records of a list are answered; each parameter is null when there is none.
 *
 * @param limit the parameter that says how many at most
 * @param usual how many when it does not say
 * @param most the most that it may say
 * @param offset the parameter that says how many come before
 * @param page the parameter that says which page
 * @param first the number of the first page
 * @param token the parameter with the place where the page before ended; with one, an answer may
 *     end early and says where to go on
 */
record Paging(
    @Nullable String limit,
    int usual,
    int most,
    @Nullable String offset,
    @Nullable String page,
    int first,
    @Nullable String token) {
  private static final int MOST = 10_000;

  /** As far as one answer holds them. */
  static final Paging ALL = new Paging(null, MOST, MOST, null, null, 1, null);

  /** Where no route says otherwise. */
  static final Paging TOKENS = new Paging("page_size", 20, 100, null, null, 1, "page_token");

  Paging {
    if (usual < 1 || most < usual || most > MOST || first < 0 || first > 1) {
      throw new IllegalArgumentException("no list has pages of " + usual + " and " + most);
    }
  }

  Paging withLimit(@Nullable String parameter, int usualLimit, int mostLimit) {
    return new Paging(parameter, usualLimit, mostLimit, offset, page, first, token);
  }

  Paging withOffset(String parameter) {
    return new Paging(limit, usual, most, parameter, page, first, token);
  }

  Paging withToken(String parameter) {
    return new Paging(limit, usual, most, offset, page, first, parameter);
  }

  Paging withPage(String parameter, int firstPage) {
    return new Paging(limit, usual, most, offset, parameter, firstPage, token);
  }
}
