/** Feature services: which views they read, and their derived features, compiled. */
package io.twinstream.features.service;
