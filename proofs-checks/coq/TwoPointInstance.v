(** Runs of the instance of EX Theorem 3: f = (L/2)|W - w*1|², all D entries w = ωτ on an asymmetric linear device, and
    the noise of TwoPointNoise, the same for all of them. *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Expectation NoisyDescent TwoPointNoise.
Local Open Scope R_scope.

Section Instance.
  Variables (L v tau w_min alpha : R) (D : nat).
  Hypothesis tau_pos : 0 < tau.

  (** f and its gradient on vectors of D entries; the gradient's entry at W = w1. *)
  Definition objective (W : vector) : R := sum_of D (fun i => L / 2 * (W i - w_min)^2).
  Definition objective_gradient (W : vector) : vector := fun i => L * (W i - w_min).
  Definition slope (w : R) : R := L * (w - w_min).

  (** ξ+, |ξ-| and q = √(1-ω²). *)
  Definition up (w : R) : R := noise_up v (probability_up tau w).
  Definition down (w : R) : R := - noise_down v (probability_up tau w).
  Definition root (w : R) : R := sqrt (1 - (w / tau)^2).

  (** The run; its state is the one number that all entries have. *)
  Definition instance : random_run := {|
    state := R;
    weight := fun w _ => w;
    outcomes := fun _ => 2%nat;
    probability := fun w => two_values (probability_up tau w) (1 - probability_up tau w);
    noise := fun w j _ => two_values (up w) (noise_down v (probability_up tau w)) j;
    next := fun w j => ald_update tau w
      (- alpha * (slope w + two_values (up w) (noise_down v (probability_up tau w)) j)) |}.

  (** y = g + vω/q, which vanishes where the mean weight rests. *)
  Definition drift (w : R) : R := slope w + v * (w / tau) / root w.
  Definition second_moment (w : R) : R :=
    (root w * drift w)^2 + v^2 + 2 * (w / tau) * root w * v * drift w.

  Definition inside (w : R) : Prop := - tau < w < tau.
  (** -ξ+ <= g <= |ξ-|: the noise decides the sign of a step. *)
  Definition noise_decides (w : R) : Prop := - up w <= slope w <= down w.

  Lemma noise_is_down w : noise_down v (probability_up tau w) = - down w.
  Proof. unfold down. ring. Qed.

  Lemma inside_units w : inside w -> -1 < w / tau < 1.
  Proof.
    intros Hw. unfold inside in Hw. split; apply (Rmult_lt_reg_r tau); try easy; unfold Rdiv;
      rewrite Rmult_assoc, Rinv_l by lra; lra.
  Qed.

  Lemma root_pos w : inside w -> 0 < root w /\ root w * root w = 1 - (w / tau)^2.
  Proof.
    intros Hw. pose proof (inside_units w Hw). assert (0 < 1 - (w / tau)^2) by nra.
    unfold root. split; [now apply sqrt_lt_R0 | apply sqrt_sqrt; lra].
  Qed.

  (** ξ+ = v(1+ω)/q, ξ- = -v(1-ω)/q. *)
  Lemma noise_values w : inside w -> up w = v * (1 + w / tau) / root w /\ down w = v * (1 - w / tau) / root w.
  Proof.
    intros Hw. pose proof (inside_units w Hw). destruct (root_pos w Hw) as (Hq & Hqq).
    unfold up, down, noise_up, noise_down, probability_up. rewrite Ropp_involutive. set (o := w / tau) in *.
    set (q := root w) in *.
    assert (Hs : forall a b, 0 < a -> 0 < b -> a * b = q * q -> sqrt (a / b) = a / q).
    { intros a b Ha Hb E. rewrite <- (sqrt_pow2 (a / q)) by (apply Rlt_le, Rdiv_lt_0_compat; lra). f_equal.
      replace ((a / q)^2) with (a * a / (q * q)) by (field; lra). rewrite <- E. field. lra. }
    split; [transitivity (v * ((1 + o) / q)) | transitivity (v * ((1 - o) / q))]; try (field; lra); f_equal.
    - replace ((1 - (1 - o) / 2) / ((1 - o) / 2)) with ((1 + o) / (1 - o)) by (field; lra). apply Hs; lra.
    - replace ((1 - o) / 2 / (1 - (1 - o) / 2)) with ((1 - o) / (1 + o)) by (field; lra). apply Hs; lra.
  Qed.

  Lemma instance_follows : follows D (ald_update tau) alpha objective_gradient instance.
  Proof. intros w j i _ _. reflexivity. Qed.

  Lemma chance_law w : inside w -> distribution 2 (two_values (probability_up tau w) (1 - probability_up tau w)).
  Proof. intros Hw. pose proof (inside_units w Hw). apply two_values_law. unfold probability_up. lra. Qed.

  (** E ξ = 0 and D E ξ² = D v² = σ². *)
  Lemma instance_noise sigma w : inside w -> INR D * v^2 = sigma^2 -> centered_noise D sigma instance w.
  Proof.
    intros Hw Hs. split; [now apply chance_law|].
    destruct (noise_values w Hw) as (Eu & Ed). destruct (root_pos w Hw) as (Hq & Hqq).
    rewrite <- Hs. unfold unbiased, variance, expected.
    cbn [outcomes probability noise instance sum_of two_values]. rewrite noise_is_down, Eu, Ed. unfold probability_up.
    set (o := w / tau) in *. set (q := root w) in *. split.
    - intros i _. field. lra.
    - unfold norm_sq. rewrite !sum_of_const. right.
      replace (0 + (1 - o) / 2 * (INR D * (v * (1 + o) / q)^2) + (1 - (1 - o) / 2) * (INR D * (- (v * (1 - o) / q))^2))
        with (INR D * v^2 * ((1 - o^2) / (q * q))) by (field; lra).
      rewrite Hqq. field. pose proof (inside_units w Hw). fold o in H. nra.
  Qed.

  Hypothesis alpha_pos : 0 < alpha.

  (** The two steps, when the noise decides their sign. *)
  Lemma instance_steps w :
    inside w -> noise_decides w ->
    next instance w 0 = w - alpha * (1 + w / tau) * (slope w + up w) /\
    next instance w 1 = w - alpha * (1 - w / tau) * (slope w - down w).
  Proof.
    intros _ [Hu Hd]. simpl. unfold ald_update. split.
    - rewrite Rabs_left1 by nra. field. lra.
    - rewrite noise_is_down, Rabs_pos_eq by nra. field. lra.
  Qed.

  (** E of a function of w' that is a quadratic polynomial in w' - w. *)
  Lemma expected_moves w :
    inside w -> noise_decides w ->
    expect instance w (fun j => next instance w j - w) = - alpha * ((root w)^2 * drift w) /\
    expect instance w (fun j => (next instance w j - w)^2) = alpha^2 * second_moment w.
  Proof.
    intros Hw Hn. destruct (instance_steps w Hw Hn) as (E0 & E1).
    destruct (noise_values w Hw) as (Eu & Ed). destruct (root_pos w Hw) as (Hq & Hqq).
    assert (Hexp : forall phi, expect instance w (fun j => phi (next instance w j))
                   = (1 - w / tau) / 2 * phi (next instance w 0) + (1 + w / tau) / 2 * phi (next instance w 1)).
    { intros phi. unfold expect, expected, probability_up. cbn [outcomes probability instance sum_of two_values].
      unfold probability_up. field. lra. }
    rewrite (Hexp (fun w' => w' - w)), (Hexp (fun w' => (w' - w)^2)), E0, E1, Eu, Ed.
    unfold second_moment, drift. set (o := w / tau) in *. set (q := root w) in *. set (g := slope w).
    assert (E : o^2 = 1 - q * q) by (rewrite Hqq; ring).
    split; apply (Rmult_eq_reg_l (q * q)); try nra.
    - transitivity (- alpha * ((1 - o^2) * (q * q * g + v * o * q))); [field; lra|].
      rewrite E. field. lra.
    - transitivity (alpha^2 * ((1 - o^2) * (q * q * g^2 + 4 * g * v * o * q + v^2 * (1 + 3 * o^2)))); [field; lra|].
      transitivity (alpha^2 * (q * q * (q * q * g^2 + 4 * g * v * o * q + v^2 * (1 + 3 * o^2)))); [rewrite E; ring|].
      field. lra.
  Qed.

  Lemma objective_at w : objective (fun _ => w) = INR D * (L / 2 * (w - w_min)^2).
  Proof. exact (sum_of_const D (L / 2 * (w - w_min)^2)). Qed.

  Lemma gradient_sq_at w : norm_sq D (objective_gradient (fun _ => w)) = INR D * (slope w)^2.
  Proof. exact (sum_of_const D ((slope w)^2)). Qed.

  Lemma expected_objective w :
    inside w -> noise_decides w ->
    objective (fun _ => w) - expect instance w (fun j => objective (weight instance (next instance w j)))
    = INR D * (alpha / 2) * ((root w * slope w)^2 + (root w * drift w)^2 - v^2 * (w / tau)^2)
      - INR D * (L * alpha^2 / 2) * second_moment w.
  Proof.
    intros Hw Hn. destruct (expected_moves w Hw Hn) as (E1 & E2). destruct (root_pos w Hw) as (Hq & Hqq).
    assert (E : expect instance w (fun j => objective (weight instance (next instance w j)))
                = INR D * (L / 2 * (w - w_min)^2
                  + (slope w * expect instance w (fun j => next instance w j - w)
                     + L / 2 * expect instance w (fun j => (next instance w j - w)^2)))).
    { unfold expect. rewrite <- (expected_const _ _ (chance_law w Hw) (L / 2 * (w - w_min)^2)).
      rewrite <- !expected_scal. simpl outcomes. simpl probability. rewrite <- !expected_plus, <- expected_scal.
      apply expected_ext; intros j _.
      change (weight instance (next instance w j)) with (fun _ : nat => next instance w j).
      rewrite objective_at. unfold slope. field. }
    rewrite E, E1, E2, objective_at. unfold drift at 1 2.
    set (o := w / tau) in *. set (q := root w) in *. set (g := slope w). set (m := second_moment w).
    assert (Ho : v^2 * o^2 = (v * o / q)^2 * (q * q)) by (field; lra). rewrite Ho. field. lra.
  Qed.

  (** Where the mean weight rests. *)
  Lemma resting_gradient w :
    inside w -> drift w = 0 -> INR D * (slope w)^2 = INR D * v^2 * ((w / tau)^2 / (1 - (w / tau)^2)).
  Proof.
    intros Hw Hy. destruct (root_pos w Hw) as (Hq & Hqq). unfold drift in Hy.
    rewrite <- Hqq. replace (slope w) with (- (v * (w / tau) / root w)) by lra. field. lra.
  Qed.
End Instance.
