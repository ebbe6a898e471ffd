"""The demo year: a city's cases of one year with every planted breach on a list, made from one seed."""

from yangguang.oversight.monitoring.demo.year import Planted, Year, build_year

__all__ = ["Planted", "Year", "build_year"]
