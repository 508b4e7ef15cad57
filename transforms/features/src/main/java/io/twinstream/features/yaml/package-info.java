/** YAML files as trees of nodes with their file and line. */
package io.twinstream.features.yaml;
