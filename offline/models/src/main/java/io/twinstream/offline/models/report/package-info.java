/** Reports of training runs and of drift, each as one self-contained HTML page. */
package io.twinstream.offline.models.report;
