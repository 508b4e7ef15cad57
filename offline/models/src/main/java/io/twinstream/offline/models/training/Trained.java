package io.twinstream.offline.models.training;

import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.evaluation.Evaluation;
import java.util.List;
import java.util.Map;

/**
 * A model that was trained, exported and judged.
 *
 * @param card what its file says
 * @param onnx its file
 * @param recipe how it was learned
 * @param trainRows how many rows it learned from
 * @param trainPositives how many of them were positive
 * @param test how its file does on the test rows, in ONNX Runtime
 * @param exportDifference the greatest difference between the trainer's scores and the file's
 * @param trials what validation found, the best first
 * @param importance how much each feature matters, by the measure of the kind of model
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
public record Trained(
    ModelCard card,
    byte[] onnx,
    Recipe recipe,
    int trainRows,
    int trainPositives,
    Evaluation test,
    double exportDifference,
    List<Trial> trials,
    Map<String, Double> importance) {}
