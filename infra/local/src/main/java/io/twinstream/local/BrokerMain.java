package io.twinstream.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Runs a Kafka node that is broker and controller: {@code BrokerMain DATA PORT CONTROLLER_PORT
 * [PROPERTIES]}. A file of properties has further settings; its {@code listeners} are added to the
 * default one.
 */
public final class BrokerMain {
  private static final int NODE = 1;
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private BrokerMain() {}

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    Properties properties = properties(data, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    if (args.length > 3) {
      add(properties, Path.of(args[3]));
    }
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(data);
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-stop"));
    server.awaitShutdown();
  }

  private static void add(Properties properties, Path file) throws IOException {
    Properties more = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      more.load(reader);
    }
    Object listeners = more.remove("listeners");
    if (listeners != null) {
      properties.merge("listeners", listeners, (own, added) -> own + "," + added);
      properties.merge("advertised.listeners", listeners, (own, added) -> own + "," + added);
    }
    properties.putAll(more);
  }

  private static void format(Path data) throws Exception {
    Formatter formatter = new Formatter();
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setNodeId(NODE);
    formatter.setControllerListenerName("CONTROLLER");
    formatter.setMetadataLogDirectory(data.toString());
    formatter.addDirectory(data.toString());
    formatter.run();
  }

  private static Properties properties(Path data, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", String.valueOf(NODE));
    p.put("log.dirs", data.toString());
    p.put("listeners", listener("PLAINTEXT", port) + "," + listener("CONTROLLER", controllerPort));
    p.put("advertised.listeners", listener("PLAINTEXT", port));
    p.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    p.put("auto.create.topics.enable", "false");
    p.put("message.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
    p.put("replica.fetch.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
    // Event times may be years old: Kafka would delete such records immediately.
    p.put("log.retention.ms", "-1");
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    p.put("offsets.topic.num.partitions", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("transaction.state.log.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    return p;
  }

  private static String listener(String name, int port) {
    return name + "://127.0.0.1:" + port;
  }
}
