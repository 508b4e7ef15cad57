/** Authentication, roles and rate limits of callers. */
package io.twinstream.serving.access;
