"""Rows that tests begin with: a published course, its people, and learners at each stage of its path.

Every builder takes what a test speaks of as keywords, passes any other field on to its model, and fills
in the rest with values that are valid together. Nothing is remembered between two calls.
"""

from tests.factories.accounts import make_unconfirmed as make_unconfirmed
from tests.factories.accounts import make_user as make_user
from tests.factories.content import CAPTIONS as CAPTIONS
from tests.factories.content import make_evaluation as make_evaluation
from tests.factories.content import make_test as make_test
from tests.factories.content import make_video as make_video
from tests.factories.courses import COMPLETE_TEXTS as COMPLETE_TEXTS
from tests.factories.courses import make_course as make_course
from tests.factories.courses import make_new_course as make_new_course
from tests.factories.courses import words_for as words_for
from tests.factories.moments import EVALUATED_AT as EVALUATED_AT
from tests.factories.moments import EXPIRES_ON as EXPIRES_ON
from tests.factories.moments import NOW as NOW
from tests.factories.moments import PASSED_AT as PASSED_AT
from tests.factories.moments import REVIEWED_ON as REVIEWED_ON
from tests.factories.moments import STARTED_AT as STARTED_AT
from tests.factories.past_credit import make_past_credit as make_past_credit
from tests.factories.past_people import make_past_person as make_past_person
from tests.factories.progress import enrol as enrol
from tests.factories.progress import evaluated as evaluated
from tests.factories.progress import passed as passed
from tests.factories.progress import watched as watched
from tests.factories.providers import make_disclosure as make_disclosure
from tests.factories.providers import make_faculty as make_faculty
from tests.factories.providers import make_person as make_person
from tests.factories.providers import make_provider as make_provider
from tests.factories.providers import make_relationship as make_relationship
from tests.factories.providers import make_series as make_series
from tests.factories.support import COMPLETE_SUPPORT as COMPLETE_SUPPORT
from tests.factories.support import make_support as make_support
