import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** `POST /v1/embeddings` as OpenAI's, answered by all-MiniLM-L6-v2 in this process. Its one argument is the port; 0 for any. */
public final class EmbeddingsServer {
  static final String MODEL = "all-minilm-l6-v2-q";
  static final int TEXTS_AT_MOST = 2048;
  static final int TEXT_AT_MOST = 100_000;
  static final int BODY_AT_MOST = 32 * 1024 * 1024;

  static final ObjectMapper json = new ObjectMapper();

  // One text at a time on each: what else is in a request does not change its vector.
  static final ExecutorService workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  static final AllMiniLmL6V2QuantizedEmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel(workers);

  static final class Refused extends Exception {
    Refused(String message) {
      super(message);
    }
  }

  public static void main(String[] arguments) throws IOException {
    model.embed("ready");
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    HttpServer server = HttpServer.create(address, 64);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/v1/embeddings", (exchange) -> answer(exchange, () -> embeddings(exchange)));
    server.createContext("/v1/models", (exchange) -> answer(exchange, EmbeddingsServer::models));
    server.start();
    System.out.println("listening on " + server.getAddress().getPort());
  }

  interface Work {
    JsonNode run() throws IOException, Refused;
  }

  static void answer(HttpExchange exchange, Work work) throws IOException {
    try (exchange) {
      int status = 200;
      JsonNode body;
      try {
        body = work.run();
      } catch (Refused refused) {
        status = 400;
        body = error(refused.getMessage(), "invalid_request_error");
      } catch (RuntimeException failed) {
        status = 500;
        body = error(String.valueOf(failed), "server_error");
      }
      byte[] bytes = json.writeValueAsBytes(body);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  static ObjectNode error(String message, String type) {
    ObjectNode body = json.createObjectNode();
    body.putObject("error").put("message", message).put("type", type).putNull("param").putNull("code");
    return body;
  }

  static ObjectNode models() {
    ObjectNode body = json.createObjectNode().put("object", "list");
    body.putArray("data").addObject().put("id", MODEL).put("object", "model").put("created", 0).put("owned_by", "local");
    return body;
  }

  static ObjectNode embeddings(HttpExchange exchange) throws IOException, Refused {
    if (!exchange.getRequestMethod().equals("POST")) throw new Refused("POST is what embeddings are asked by.");
    byte[] bytes = exchange.getRequestBody().readNBytes(BODY_AT_MOST + 1);
    if (bytes.length > BODY_AT_MOST) throw new Refused("The request is larger than " + BODY_AT_MOST + " bytes.");
    JsonNode request = parsed(bytes);
    List<TextSegment> texts = textsOf(request.path("input"));
    boolean packed = request.path("encoding_format").asText("float").equals("base64");
    var response = model.embedAll(texts);
    int tokens = response.tokenUsage() == null ? 0 : response.tokenUsage().inputTokenCount();

    ObjectNode body = json.createObjectNode().put("object", "list").put("model", MODEL);
    ArrayNode data = body.putArray("data");
    for (Embedding embedding : response.content()) {
      ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      if (packed) {
        item.put("embedding", base64(embedding.vector()));
      } else {
        ArrayNode numbers = item.putArray("embedding");
        for (float number : embedding.vector()) numbers.add(number);
      }
    }
    body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return body;
  }

  static JsonNode parsed(byte[] bytes) throws Refused {
    try {
      return json.readTree(bytes);
    } catch (IOException broken) {
      throw new Refused("The request is not JSON.");
    }
  }

  static List<TextSegment> textsOf(JsonNode input) throws Refused {
    List<TextSegment> texts = new ArrayList<>();
    if (input.isTextual()) texts.add(textOf(input));
    else for (JsonNode each : input) texts.add(textOf(each));
    if (texts.isEmpty() || texts.size() > TEXTS_AT_MOST) {
      throw new Refused("'input' is a text, or a list of 1 to " + TEXTS_AT_MOST + " texts.");
    }
    return texts;
  }

  static TextSegment textOf(JsonNode node) throws Refused {
    if (!node.isTextual() || node.asText().isBlank()) throw new Refused("Each of 'input' is a text that is not empty.");
    if (node.asText().length() > TEXT_AT_MOST) throw new Refused("A text is longer than " + TEXT_AT_MOST + ".");
    return TextSegment.from(node.asText());
  }

  static String base64(float[] vector) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) buffer.putFloat(number);
    return Base64.getEncoder().encodeToString(buffer.array());
  }
}
