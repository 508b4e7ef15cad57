/** Writes states to the online store: generations, erasures and expiry. */
package io.twinstream.pipelines.online;
