/** The models that the service has loaded, kept as their folder has them while requests go on. */
package io.twinstream.serving.model;
