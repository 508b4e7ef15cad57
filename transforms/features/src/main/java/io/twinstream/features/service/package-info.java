/** Feature services: resolves the views that they read and compiles their derived features. */
package io.twinstream.features.service;
