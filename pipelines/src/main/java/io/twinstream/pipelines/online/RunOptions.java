package io.twinstream.pipelines.online;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/**
 * What a live job is started with, for sources: these are part of checkpoints, and what they are
 * restored in may be started with other addresses and folders.
 */
public interface RunOptions extends PipelineOptions {
  @Description("Where the online store is.")
  @Validation.Required
  String getOnlineStore();

  void setOnlineStore(String address);

  @Description("Whether the job writes states again that the online store lost.")
  @Default.Boolean(true)
  boolean isSelfHeal();

  void setSelfHeal(boolean heals);

  @Description("The folder of an archive of the topics; null for none.")
  String getLogs();

  void setLogs(String folder);
}
