/** YAML files as trees of nodes that know their place. */
package io.twinstream.features.yaml;
