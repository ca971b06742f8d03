"""The library on Apache Spark: DataFrame in, DataFrame out.

::

    from kr_policy_ie.spark import extract_df

    made = extract_df(spark.read.parquet("s3://bucket/news"))
    made.write.parquet("s3://bucket/facts")

It needs the extra `spark`, on the driver and on the executors.
"""

from kr_policy_ie.batch.spark import OUTPUT_SCHEMA, extract_df
from kr_policy_ie.batch.spark_run import process_spark

__all__ = ["OUTPUT_SCHEMA", "extract_df", "process_spark"]
