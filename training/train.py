import json, sys, time
