package factory.mesh;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A test's channel to both listeners of a node: it calls public services as somebody from outside,
 * and internal methods as the nodes that may call them.
 */
public final class NodeChannel implements AutoCloseable {
  private final List<MeshChannel> opened = new ArrayList<>();
  private final Channel outside;
  private final Map<String, Channel> inside = new HashMap<>();

  private NodeChannel(Address address, ServiceDescriptor[] services) {
    outside = opened(MeshChannel.open(address, services));
  }

  /** Calls what is public. */
  public static NodeChannel to(Address address, ServiceDescriptor... services) {
    return new NodeChannel(address, services);
  }

  /**
   * Calls internal methods too.
   *
   * @param internal where the node serves them
   * @param callers as whom, by the internal service's name or the method's full one
   */
  public NodeChannel internal(Address internal, Map<String, Trust.Signer> callers) {
    callers.forEach((name, caller) -> inside.put(name, opened(MeshChannel.open(internal, caller))));
    return this;
  }

  private Channel opened(MeshChannel channel) {
    opened.add(channel);
    return channel.channel();
  }

  /** For stubs. */
  public Channel channel() {
    return new Channel() {
      @Override
      public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        var service = inside.getOrDefault(String.valueOf(method.getServiceName()), outside);
        return inside.getOrDefault(method.getFullMethodName(), service).newCall(method, options);
      }

      @Override
      public String authority() {
        return outside.authority();
      }
    };
  }

  @Override
  public void close() {
    opened.forEach(MeshChannel::close);
  }
}
