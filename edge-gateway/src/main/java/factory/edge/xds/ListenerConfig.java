package factory.edge.xds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The public listener and its routes. */
final class ListenerConfig {
  /** Prefixes of headers that only this side may write, dropped before anything reads them. */
  private static final List<String> OURS = List.of("x-factory-", "x-envoy-");

  private static final String FORWARDED = "x-forwarded-";

  /** Every header that begins so, but for {@code x-forwarded-for} itself. */
  static final String FORWARDED_BUT_FOR = FORWARDED + "([^f].*|f|f[^o].*|fo|fo[^r].*|for.+)?";

  private static final List<String> DROPPED =
      List.of("forwarded", "x-real-ip", "x-original-url", "x-rewrite-url");

  /** Which of the access logs in the template is for people. */
  private static final int STDOUT = 0;

  /** Which of the virtual hosts in the template has services at their own origins. */
  private static final int AT_ORIGINS = 1;

  /** Stands where there are none, and goes with its virtual host. */
  private static final String NO_HOSTS = "*.invalid";

  /** Of {@code Compressor.ResponseDirectionConfig}. */
  private static final int WEAKEN_ETAG_ON_COMPRESS = 6;

  private ListenerConfig() {}

  static Listener listener(PublicListener is) {
    var listener = Listener.newBuilder();
    Template.merge(
        "listener.yaml",
        Map.of(
            "host",
            is.host(),
            "port",
            Integer.toString(is.port()),
            "proxies",
            Integer.toString(is.trustedProxies()),
            "idle",
            seconds(is.idleTimeout()),
            "upload",
            seconds(PublicListener.UPLOAD_TIMEOUT),
            "longest",
            seconds(is.longestCall())),
        listener);
    var filter = listener.getFilterChainsBuilder(0).getFiltersBuilder(0);
    try {
      var http = filter.getTypedConfig().unpack(HttpConnectionManager.class).toBuilder();
      if (!is.accessLog()) {
        http.removeAccessLog(STDOUT);
      }
      http.setLocalReplyConfig(LocalReplies.config());
      keepEtags(http);
      http.addEarlyHeaderMutationExtensions(
          TypedExtensionConfig.newBuilder()
              .setName("envoy.http.early_header_mutation.header_mutation")
              .setTypedConfig(Any.pack(outsideHeaders(is.trustedProxies() > 0))));
      filter.setTypedConfig(Any.pack(http.build()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
    return listener.build();
  }

  /**
   * The compressor takes strong ETags away unless told to make them weak, which Envoy knows since
   * 1.38 and the classes that are to be had for its messages do not.
   */
  private static void keepEtags(HttpConnectionManager.Builder http)
      throws InvalidProtocolBufferException {
    for (var filter : http.getHttpFiltersBuilderList()) {
      if (filter.getTypedConfig().is(Compressor.class)) {
        var compressor = filter.getTypedConfig().unpack(Compressor.class).toBuilder();
        compressor
            .getResponseDirectionConfigBuilder()
            .mergeUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        WEAKEN_ETAG_ON_COMPRESS,
                        UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build());
        filter.setTypedConfig(Any.pack(compressor.build()));
      }
    }
  }

  static RouteConfiguration routes(PublicListener is) {
    var routes = RouteConfiguration.newBuilder();
    Template.merge(
        "routes.yaml",
        Map.of(
            "timeout",
            seconds(is.requestTimeout()),
            "exchange",
            seconds(is.longestExchange()),
            "stream",
            seconds(is.bounds().streamLife()),
            "one-meaning",
            PathPattern.ONE_MEANING,
            "one-meaning-at-origin",
            PathPattern.ONE_MEANING_AT_ORIGIN,
            "service-hosts",
            is.serviceHosts().map(hosts -> "*." + hosts.domain()).orElse(NO_HOSTS),
            "escaped-twice",
            PathPattern.ESCAPED_TWICE),
        routes);
    if (is.serviceHosts().isEmpty()) {
      routes.removeVirtualHosts(AT_ORIGINS);
    }
    return GrpcRoutes.exact(routes.build(), is);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + "s";
  }

  private static io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3
          .HeaderMutation
      outsideHeaders(boolean behindProxies) {
    var mutations =
        io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation
            .newBuilder();
    DROPPED.forEach(name -> mutations.addMutations(HeaderMutation.newBuilder().setRemove(name)));
    OURS.forEach(prefix -> mutations.addMutations(remove(startingWith(prefix))));
    mutations.addMutations(
        remove(
            behindProxies
                ? StringMatcher.newBuilder()
                    .setSafeRegex(RegexMatcher.newBuilder().setRegex(FORWARDED_BUT_FOR))
                    .build()
                : startingWith(FORWARDED)));
    return mutations.build();
  }

  /**
   * {@code remove_on_match: {key_matcher: ...}}, which Envoy 1.40 knows and the generated classes,
   * made from an older API, do not: its fields by number.
   */
  private static HeaderMutation remove(StringMatcher matcher) {
    return HeaderMutation.newBuilder()
        .setUnknownFields(field(3, field(1, matcher.toByteString()).toByteString()))
        .build();
  }

  private static StringMatcher startingWith(String prefix) {
    return StringMatcher.newBuilder().setPrefix(prefix).setIgnoreCase(true).build();
  }

  private static UnknownFieldSet field(int number, ByteString value) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build())
        .build();
  }
}
