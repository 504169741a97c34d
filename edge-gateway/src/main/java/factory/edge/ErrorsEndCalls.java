package factory.edge;

import factory.mesh.Faults;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * A handler that throws ends its own call, with what a caller may know. Left to grpc-java on an
 * event loop, it would tear down the connection and every other call of Envoy's on it.
 */
final class ErrorsEndCalls implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    ServerCall.Listener<Q> inner;
    try {
      inner = next.startCall(call, headers);
    } catch (Throwable e) {
      end(call, e);
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(inner) {
      private boolean ended;

      private void guarded(Runnable callback) {
        if (ended) {
          return;
        }
        try {
          callback.run();
        } catch (Throwable e) {
          ended = true;
          end(call, e);
        }
      }

      @Override
      public void onMessage(Q message) {
        guarded(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        guarded(super::onHalfClose);
      }

      @Override
      public void onReady() {
        guarded(super::onReady);
      }

      @Override
      public void onCancel() {
        guarded(super::onCancel);
      }

      @Override
      public void onComplete() {
        guarded(super::onComplete);
      }
    };
  }

  private static void end(ServerCall<?, ?> call, Throwable error) {
    var method = call.getMethodDescriptor().getFullMethodName();
    var told = Faults.toGrpc(Faults.ofThrown(error, method, !call.isCancelled()));
    var trailers = told.getTrailers();
    try {
      call.close(told.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException e) {
      // It has ended already.
    }
  }
}
