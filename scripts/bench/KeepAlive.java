// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client of JSON-RPC over one connection of HTTP/1.1 that costs little itself. */
final class KeepAlive implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  KeepAlive(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    out = socket.getOutputStream();
  }

  /**
   * Sends a request, made by {@link Tcp#httpPost}.
   *
   * @return the body of what is answered
   * @throws IOException if that is not a result
   */
  String call(byte[] request) throws IOException {
    out.write(request);
    String status = line();
    int length = -1;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).trim());
      }
    }
    byte[] body = length < 0 ? chunks() : in.readNBytes(length);
    String answer = new String(body, StandardCharsets.UTF_8);
    if (!status.startsWith("HTTP/1.1 200") || answer.contains("\"error\"")) {
      throw new IOException(status + " " + answer);
    }
    return answer;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size;
    do {
      size = Integer.parseInt(line(), 16);
      body.write(in.readNBytes(size));
      line();
    } while (size > 0);
    return body.toByteArray();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (char read = (char) in.readUnsignedByte(); read != '\n'; ) {
      line.append(read);
      read = (char) in.readUnsignedByte();
    }
    return line.toString().trim();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
