package io.twinstream.pipelines;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/** Where the online store is, for what is part of checkpoints: it may have moved since. */
public interface OnlineStoreOptions extends PipelineOptions {
  @Description("Where the online store is.")
  @Validation.Required
  String getOnlineStore();

  void setOnlineStore(String address);
}
