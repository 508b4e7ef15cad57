package io.twinstream.pipelines.online;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/**
 * Options of a live job that sources need: sources are part of checkpoints, and a restored job may
 * have other addresses and folders.
 */
public interface RunOptions extends PipelineOptions {
  @Description("The address of the online store.")
  @Validation.Required
  String getOnlineStore();

  void setOnlineStore(String address);

  @Description("Whether the job writes states again if the online store loses them.")
  @Default.Boolean(true)
  boolean isSelfHeal();

  void setSelfHeal(boolean heals);

  @Description("The folder of an archive of the topics; null for none.")
  String getLogs();

  void setLogs(String folder);

  @Description("The address of the schema registry; null for none.")
  String getSchemaRegistry();

  void setSchemaRegistry(String url);
}
