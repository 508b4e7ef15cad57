package io.twinstream.features.load;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.definition.Window;
import io.twinstream.features.text.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectBuilderTest {
  private static final String YAML =
      """
      project: shop
      max_state_size: 2MiB
      sources:
        orders:
          topic: shop.orders
          event_time: at
          event_id: order
          dedupe: true
          resolution: 1s
          fields:
            order: string
            buyer: string
            quantity: long
            price: decimal(2)
            at: timestamp
            revenue: {type: decimal(2), expression: quantity * price}
      entities: {buyer: {key: buyer}}
      views:
        buying@1:
          entity: buyer
          source: orders
          ttl: 30d
          freshness: 2s
          owner: crm
          tags: [shop]
          recent_identities: 4
          aggregations:
            - {name: "{function}_{field}_{window}", function: [sum, max], field: revenue, windows: [1h, 7d], where: quantity > 0}
            - {name: "orders_{window}", function: distinct, field: order, windows: [{tumbling: 1d}, {tumbling: 1d, previous: true}], cap: 64}
      features: {share: "sum_revenue_1h / sum_revenue_7d"}
      services:
        top@1: {request: {price: decimal(2)}, features: [buying.*, share, request.price]}
      """;

  @TempDir Path folder;

  private static SourceBuilder orders() {
    return SourceBuilder.source("orders")
        .topic("shop.orders")
        .eventId("order")
        .dedupe()
        .resolution(Duration.ofSeconds(1))
        .field("order", FieldType.STRING)
        .field("buyer", FieldType.STRING)
        .field("quantity", FieldType.LONG)
        .field("price", FieldType.decimal(2))
        .eventTime("at")
        .computed("revenue", FieldType.decimal(2), "quantity * price");
  }

  private static ViewBuilder buying() {
    return ViewBuilder.view("buying", 1, "buyer", "orders")
        .ttl(Duration.ofDays(30))
        .freshness(Duration.ofSeconds(2))
        .owner("crm")
        .tags("shop")
        .recentIdentities(4)
        .aggregate(
            AggregationTemplate.of("{function}_{field}_{window}", "sum", "max")
                .field("revenue")
                .windows(Window.sliding(Duration.ofHours(1)), Window.sliding(Duration.ofDays(7)))
                .where("quantity > 0"))
        .aggregate(
            AggregationTemplate.of("orders_{window}", "distinct")
                .field("order")
                .windows(
                    Window.tumbling(Duration.ofDays(1)),
                    Window.previousTumbling(Duration.ofDays(1)))
                .with("cap", 64));
  }

  private static ProjectBuilder shop() {
    return ProjectBuilder.project("shop")
        .maxStateSize(2 << 20)
        .add(orders().build())
        .entity("buyer", "buyer")
        .add(buying().build())
        .feature("share", "sum_revenue_1h / sum_revenue_7d")
        .add(
            new Service(
                "top",
                1,
                new Schema(List.of(new Field("price", FieldType.decimal(2)))),
                List.of("buying.*", "share", "request.price")));
  }

  private Project loaded(String yaml) throws IOException {
    Path file = folder.resolve("shop.yaml");
    Files.writeString(file, yaml);
    return Definitions.load(file);
  }

  @Test
  void buildsWhatYamlSays() throws IOException {
    assertThat(shop().build(), is(loaded(YAML)));
  }

  @Test
  void tellsAllProblemsTogether() {
    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () ->
                ProjectBuilder.project("shop")
                    .add(SourceBuilder.source("orders").eventTime("at").dedupe().build())
                    .entity("buyer", "buyer")
                    .entity("buyer", "id")
                    .add(buying().build())
                    .service("top", 1, "nothing")
                    .build());
    assertThat(
        e.problems().stream().map(problem -> problem.toString().split(";")[0]).toList(),
        is(
            List.of(
                "entity 'buyer' is defined twice",
                "source 'orders' has dedupe but no event_id",
                "no field 'revenue'",
                "where: no name 'quantity' (column 1)",
                "no field 'order'",
                "service 'top@1': no feature 'nothing'")));
  }

  @Test
  void canonicalJsonIsTheSameForTheSameProject() throws IOException {
    assertThat(ProjectJson.write(shop().build()), is(ProjectJson.write(loaded(YAML))));
    assertThat(ProjectJson.fingerprint(shop().build()), is(ProjectJson.fingerprint(loaded(YAML))));
    String other = YAML.replace("quantity > 0", "quantity > 1");
    assertThat(
        ProjectJson.fingerprint(loaded(other)), is(not(ProjectJson.fingerprint(loaded(YAML)))));
  }

  @Test
  void canonicalJsonIsPinned() {
    Project project =
        ProjectBuilder.project("p")
            .add(SourceBuilder.source("s").field("k", FieldType.STRING).eventTime("t").build())
            .entity("e", "k")
            .add(
                ViewBuilder.view("v", 1, "e", "s")
                    .aggregate(
                        AggregationTemplate.of("n", "count")
                            .windows(Window.sliding(Duration.ofHours(1))))
                    .build())
            .service("m", 1, "v.*")
            .build();
    assertThat(
        ProjectJson.write(project),
        is(
            "{'project':'p','max_state_size':1048576,'sources':{'s':{'topic':'s','event_time':'t',"
                    .replace('\'', '"')
                + ("'dedupe':false,'resolution':1,'max_future_skew':60000,'max_lateness':86400000,"
                        + "'max_known_disorder':86400000,'fields':[{'name':'k','type':'string'},"
                        + "{'name':'t','type':'timestamp'}],'history':{'format':'parquet',"
                        + "'columns':{},'header':[],'delimiter':',','zone':'Z','epoch':'millis',"
                        + "'integral_ids':false,'known_delay':0}}},'entities':{'e':{'key':'k'}},"
                        + "'views':{'v@1':{'entity':'e','source':'s','freshness':10000,"
                        + "'owner':'','tags':[],'recent_identities':16,'aggregations':[{"
                        + "'name':'n','function':'count','shape':'sliding','width':3600000,"
                        + "'hop':60000,'delay':0,'previous':false}]}},'features':{},"
                        + "'services':{'m@1':{'request':[],'features':['v.*']}}}")
                    .replace('\'', '"')));
  }
}
