(** Claim    ∇l is the gradient of l; |∇l(o)| <= Lam0 for |o| <= X and |y| <= Y; |∇l(o) - ∇l(o')| <= Lam1 |o - o'|, with
               Lam0 = X + Y | √2 | √n and Lam1 = 1 | 1/2 | 1 for
               half squared error | softmax cross-entropy | log-cosh summed over n outputs; all are non-negative;
               for n = 2 no smaller Lam1 will do
    For      loss_lipschitz, smooth_objective
    Source   theory section 3
    Assumes  y one-hot for the cross-entropy *)

From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Smoothness activation_constants.
Local Open Scope R_scope.

Inductive loss := half_squared_error | softmax_cross_entropy | log_cosh.

(** e^(o_i) / Σ_j e^(o_j). *)
Definition partition_sum (n : nat) (o : vector) : R := sum_of n (fun i => exp (o i)).
Definition softmax (n : nat) (o : vector) : vector := fun i => exp (o i) / partition_sum n o.

Definition loss_value (l : loss) (n : nat) (y o : vector) : R :=
  match l with
  | half_squared_error => norm_sq n (sub o y) / 2
  | softmax_cross_entropy => ln (partition_sum n o) - dot n y o
  | log_cosh => sum_of n (fun i => ln (cosh (o i - y i)))
  end.

Definition loss_gradient (l : loss) (n : nat) (y o : vector) : vector :=
  match l with
  | half_squared_error => sub o y
  | softmax_cross_entropy => sub (softmax n o) y
  | log_cosh => fun i => tanh (o i - y i)
  end.

Definition loss_gradient_bound (l : loss) (n : nat) (X Y : R) : R :=
  match l with half_squared_error => X + Y | softmax_cross_entropy => sqrt 2 | log_cosh => sqrt (INR n) end.

Definition loss_smoothness (l : loss) : R := match l with softmax_cross_entropy => 1 / 2 | _ => 1 end.

Definition one_hot (t : nat) : vector := fun i => if Nat.eqb i t then 1 else 0.

Definition is_target (l : loss) (n : nat) (y : vector) : Prop :=
  match l with softmax_cross_entropy => exists t, (t < n)%nat /\ y = one_hot t | _ => True end.

Lemma sum_of_one_hot n t : (t < n)%nat -> sum_of n (one_hot t) = 1.
Proof.
  assert (Hz : forall m, (m <= t)%nat -> sum_of m (one_hot t) = 0).
  { intros m Hm. rewrite <- (sum_of_zero m). apply sum_of_ext; intros i Hi. unfold one_hot.
    destruct (Nat.eqb_spec i t); [lia | easy]. }
  intros Ht. induction n; [lia|]. cbn [sum_of]. unfold one_hot at 2.
  destruct (Nat.eqb_spec n t) as [->|]; [rewrite Hz by lia; ring | rewrite IHn by lia; ring].
Qed.

Lemma norm2_sub n x y : norm2 n (sub x y) <= norm2 n x + norm2 n y.
Proof.
  assert (E : norm2 n y = norm2 n (fun i => - y i)) by (unfold norm2; f_equal; apply sum_of_ext; intros; ring).
  rewrite E. apply norm2_triangle.
Qed.

(** Half squared error. *)

Lemma squared_error_gradient n y :
  is_gradient n (loss_value half_squared_error n y) (loss_gradient half_squared_error n y).
Proof.
  intros x v s. simpl.
  evar_last.
  - apply (is_derive_ext (fun s => sum_of n (fun i => (x i + s * v i - y i)^2 / 2))).
    + intros t. unfold norm_sq, sub, along, Rdiv. rewrite (Rmult_comm (sum_of n _) (/ 2)), <- sum_of_scal.
      apply sum_of_ext; intros; ring.
    + apply is_derive_sum_of with (d := fun i => (x i + s * v i - y i) * v i). intros i _. auto_derive;
        [easy | field].
  - reflexivity.
Qed.

(** Log-cosh. *)

Lemma log_cosh_gradient n y : is_gradient n (loss_value log_cosh n y) (loss_gradient log_cosh n y).
Proof.
  intros x v s. apply is_derive_sum_of with (d := fun i => tanh (x i + s * v i - y i) * v i). intros i _.
  assert (H : is_derive cosh (x i + s * v i - y i) (sinh (x i + s * v i - y i)))
    by (apply is_derive_Reals, derivable_pt_lim_cosh).
  pose proof (cosh_pos (x i + s * v i - y i)) as Hp.
  assert (Hl : is_derive (fun z => ln (cosh z)) (x i + s * v i - y i) (tanh (x i + s * v i - y i))).
  { evar_last; [apply (is_derive_comp ln cosh); [apply is_derive_Reals, derivable_pt_lim_ln, Hp | apply H]|].
    reflexivity. }
  evar_last; [apply (is_derive_comp (fun z => ln (cosh z)) (fun s => x i + s * v i - y i)); [apply Hl|]|].
  - auto_derive; [easy | reflexivity].
  - unfold scal; simpl; unfold mult; simpl. ring.
Qed.

Lemma log_cosh_bound n y o : norm2 n (loss_gradient log_cosh n y o) <= sqrt (INR n).
Proof.
  unfold norm2. apply sqrt_le_1_alt. rewrite <- (Rmult_1_r (INR n)), <- sum_of_const.
  apply sum_of_le; intros i _. simpl loss_gradient. pose proof (tanh_bounds (o i - y i)). nra.
Qed.

Lemma log_cosh_lipschitz n y : gradient_lipschitz n 1 (loss_gradient log_cosh n y).
Proof.
  intros o o'. rewrite Rmult_1_l. unfold norm2. apply sqrt_le_1_alt, sum_of_le; intros i _.
  unfold sub; simpl loss_gradient.
  destruct (activation_constants hyperbolic_tangent) as (_ & _ & _ & _ & H).
  specialize (H (o i - y i) (o' i - y i)). simpl in H. rewrite Rmult_1_l in H.
  replace (o i - y i - (o' i - y i)) with (o i - o' i) in H by ring.
  rewrite <- (pow2_abs (tanh _ - tanh _)), <- (pow2_abs (o i - o' i)). apply pow_incr. split;
    [apply Rabs_pos | exact H].
Qed.

(** Softmax: probabilities p, their mean and variance. *)

Section Probabilities.
  Variables (n : nat) (p : vector).
  Hypothesis p_nonneg : forall i, (i < n)%nat -> 0 <= p i.
  Hypothesis p_total : sum_of n p = 1.

  Definition covariance (u v : vector) : R := sum_of n (fun i => p i * u i * v i) - dot n p u * dot n p v.

  Lemma probability_le_1 i : (i < n)%nat -> p i <= 1.
  Proof. intros H. rewrite <- p_total. now apply sum_of_term. Qed.

  (** Σ p_i (v_i - <p,v>)² >= 0. *)
  Lemma covariance_nonneg v : 0 <= covariance v v.
  Proof.
    set (m := dot n p v).
    assert (E : covariance v v = sum_of n (fun i => p i * (v i - m)^2)).
    { rewrite (sum_of_ext n _ (fun i => p i * v i * v i + (- 2 * m * (p i * v i) + m^2 * p i))) by (intros; ring).
      rewrite !sum_of_plus, !sum_of_scal, p_total. unfold covariance, m, dot. ring. }
    rewrite E. apply sum_of_nonneg; intros. apply Rmult_le_pos; [auto | apply pow2_ge_0].
  Qed.

  (** vᵀ(diag p - ppᵀ)v <= |v|²/2, as Σ_ij p_i p_j (v_i + v_j)² is at least its diagonal. *)
  Lemma variance_bound v : covariance v v <= norm_sq n v / 2.
  Proof.
    set (m := dot n p v). set (q := sum_of n (fun i => p i * v i * v i)).
    assert (Hd : sum_of n (fun i => 4 * (p i * v i)^2) <= 2 * q + 2 * m^2).
    { apply Rle_trans with (sum_of n (fun i => sum_of n (fun j => p i * p j * (v i + v j)^2))).
      - apply sum_of_le; intros i Hi.
        apply Rle_trans with (p i * p i * (v i + v i)^2); [right; ring|].
        apply (sum_of_term n (fun j => p i * p j * (v i + v j)^2)); [|easy].
        intros j Hj. apply Rmult_le_pos; [apply Rmult_le_pos; auto | apply pow2_ge_0].
      - right. rewrite (sum_of_ext n _ (fun i => p i * v i * v i + (2 * m * (p i * v i) + q * p i))).
        + rewrite !sum_of_plus, !sum_of_scal, p_total. fold q. unfold m, dot. ring.
        + intros i _.
          rewrite (sum_of_ext n _ (fun j => p i * (v i)^2 * p j
            + (2 * p i * v i * (p j * v j) + p i * (p j * v j * v j))))
            by (intros; ring).
          rewrite !sum_of_plus, !sum_of_scal, p_total. fold q. unfold m, dot. ring. }
    assert (Hq : 2 * q <= sum_of n (fun i => 2 * (p i * v i)^2) + norm_sq n v / 2).
    { unfold q, norm_sq, Rdiv. rewrite (Rmult_comm (sum_of n _) (/ 2)), <- !sum_of_scal, <- sum_of_plus.
      apply sum_of_le; intros i Hi. pose proof (p_nonneg i Hi). pose proof (probability_le_1 i Hi).
      assert (0 <= (v i)^2 * (1 - 2 * p i)^2) by (apply Rmult_le_pos; apply pow2_ge_0). nra. }
    assert (E : sum_of n (fun i => 4 * (p i * v i)^2) = 2 * sum_of n (fun i => 2 * (p i * v i)^2)).
    { rewrite <- sum_of_scal. apply sum_of_ext; intros; ring. }
    unfold covariance. fold m. fold q. nra.
  Qed.

  (** 4 cov(u,v) <= 4 var u + var v <= 2|u|² + |v|²/2. *)
  Lemma covariance_bound u v : 4 * covariance u v <= 2 * norm_sq n u + norm_sq n v / 2.
  Proof.
    pose proof (covariance_nonneg (fun i => 2 * u i - v i)) as H.
    pose proof (variance_bound u). pose proof (variance_bound v).
    assert (E : covariance (fun i => 2 * u i - v i) (fun i => 2 * u i - v i)
                = 4 * covariance u u - 4 * covariance u v + covariance v v).
    { unfold covariance. rewrite dot_minus_r, dot_scal_r.
      rewrite (sum_of_ext n (fun i => p i * (2 * u i - v i) * (2 * u i - v i))
                 (fun i => 4 * (p i * u i * u i) + (- 4 * (p i * u i * v i) + p i * v i * v i))) by (intros; ring).
      rewrite !sum_of_plus, !sum_of_scal. ring. }
    lra.
  Qed.

  Lemma distance_to_one_hot t : (t < n)%nat -> norm_sq n (sub p (one_hot t)) <= 2.
  Proof.
    intros Ht. replace 2 with (sum_of n (fun i => p i + one_hot t i)).
    - apply sum_of_le; intros i Hi. unfold sub, one_hot.
      pose proof (p_nonneg i Hi). pose proof (probability_le_1 i Hi). destruct (Nat.eqb i t); nra.
    - rewrite sum_of_plus, p_total, (sum_of_one_hot n t Ht). ring.
  Qed.
End Probabilities.

Lemma partition_sum_pos n o : (0 < n)%nat -> 0 < partition_sum n o.
Proof.
  intros Hn. apply Rlt_le_trans with (exp (o O)); [apply exp_pos|].
  apply (sum_of_term n (fun i => exp (o i))); [intros; left; apply exp_pos | easy].
Qed.

Lemma softmax_nonneg n o i : (0 < n)%nat -> 0 <= softmax n o i.
Proof. intros Hn. left. apply Rdiv_lt_0_compat; [apply exp_pos | now apply partition_sum_pos]. Qed.

Lemma softmax_total n o : (0 < n)%nat -> sum_of n (softmax n o) = 1.
Proof.
  intros Hn. pose proof (partition_sum_pos n o Hn) as Hp. unfold softmax, Rdiv.
  rewrite (sum_of_ext n _ (fun i => / partition_sum n o * exp (o i))) by (intros; ring).
  rewrite sum_of_scal. fold (partition_sum n o). field. lra.
Qed.

Lemma is_derive_partition_sum n x v s :
  is_derive (fun s => partition_sum n (along x v s)) s (sum_of n (fun i => exp (along x v s i) * v i)).
Proof.
  apply is_derive_sum_of with (d := fun i => exp (along x v s i) * v i). intros i _. unfold along.
  auto_derive; [easy | ring].
Qed.

Lemma cross_entropy_gradient n y :
  (0 < n)%nat -> is_gradient n (loss_value softmax_cross_entropy n y) (loss_gradient softmax_cross_entropy n y).
Proof.
  intros Hn x v s. simpl. pose proof (partition_sum_pos n (along x v s) Hn) as Hp. evar_last.
  - apply (is_derive_minus (fun s => ln (partition_sum n (along x v s))) (fun s => dot n y (along x v s))).
    + apply (is_derive_comp ln (fun s => partition_sum n (along x v s)));
        [apply is_derive_Reals, derivable_pt_lim_ln, Hp | apply is_derive_partition_sum].
    + apply is_derive_sum_of with (d := fun i => y i * v i). intros i _. unfold along. auto_derive; [easy | ring].
  - unfold sub. rewrite dot_minus_l. unfold minus, plus, opp, scal; simpl; unfold mult; simpl.
    unfold dot, softmax, Rminus. rewrite (Rmult_comm (sum_of n _) (/ _)), <- sum_of_scal.
    apply f_equal2; [|reflexivity]. apply sum_of_ext; intros. unfold Rdiv. ring.
Qed.

(** d p_i/ds = p_i (v_i - <p, v>). *)
Lemma is_derive_softmax n x v s i :
  (0 < n)%nat ->
  is_derive (fun s => softmax n (along x v s) i) s
    (softmax n (along x v s) i * (v i - dot n (softmax n (along x v s)) v)).
Proof.
  intros Hn. pose proof (partition_sum_pos n (along x v s) Hn) as Hp. evar_last.
  - apply (is_derive_div (fun s => exp (along x v s i)) (fun s => partition_sum n (along x v s)) s
             (exp (along x v s i) * v i)); [| apply is_derive_partition_sum | lra].
    unfold along. auto_derive; [easy | ring].
  - assert (E : sum_of n (fun j => exp (along x v s j) * v j)
                = partition_sum n (along x v s) * dot n (softmax n (along x v s)) v).
    { unfold dot. rewrite <- sum_of_scal. apply sum_of_ext; intros. unfold softmax. field. lra. }
    rewrite E. unfold softmax at 2. field. lra.
Qed.

Lemma softmax_lipschitz n : (0 < n)%nat -> gradient_lipschitz n (1 / 2) (softmax n).
Proof.
  intros Hn a b. set (u := sub (softmax n a) (softmax n b)). set (v := sub a b).
  set (p := fun s => softmax n (along b v s)).
  assert (Hd : forall s, is_derive (fun s => dot n u (p s)) s (covariance n (p s) u v)).
  { intros s. evar_last.
    - apply is_derive_sum_of with (d := fun i => u i * (p s i * (v i - dot n (p s) v))). intros i _.
      apply (is_derive_scal (fun s => p s i)). now apply is_derive_softmax.
    - rewrite (sum_of_ext n _ (fun i => p s i * u i * v i - dot n (p s) v * (p s i * u i))) by (intros; ring).
      rewrite sum_of_minus, sum_of_scal. unfold covariance, dot. ring. }
  destruct (mean_value _ _ 0 1 (fun x _ => Hd x)) as (c & _ & E). cbv beta in E.
  assert (Hu : norm_sq n u = covariance n (p c) u v).
  { rewrite Rminus_0_r, Rmult_1_r in E. rewrite <- E, <- dot_minus_r, norm_sq_dot.
    assert (H1 : along b v 1 = a) by apply along_sub.
    unfold p. now rewrite H1, along_0. }
  pose proof (covariance_bound n (p c) (fun i _ => softmax_nonneg n _ i Hn) (softmax_total n _ Hn) u v) as Hc.
  apply norm2_at_most.
  - pose proof (norm2_nonneg n v). lra.
  - rewrite Rpow_mult_distr, norm2_sq. lra.
Qed.

Theorem loss_constants (l : loss) (n : nat) (y : vector) :
  is_target l n y ->
  is_gradient n (loss_value l n y) (loss_gradient l n y) /\
  (forall o X Y, norm2 n o <= X -> norm2 n y <= Y -> norm2 n (loss_gradient l n y o) <= loss_gradient_bound l n X Y) /\
  gradient_lipschitz n (loss_smoothness l) (loss_gradient l n y).
Proof.
  intros Hy. destruct l; simpl loss_gradient_bound; simpl loss_smoothness.
  - split; [apply squared_error_gradient|]. split.
    + intros o X Y Ho HY. simpl. pose proof (norm2_sub n o y). lra.
    + intros o o'. rewrite Rmult_1_l. right. unfold norm2. f_equal. apply sum_of_ext; intros.
      simpl. unfold sub. ring.
  - destruct Hy as (t & Ht & ->). assert (Hn : (0 < n)%nat) by lia. split; [now apply cross_entropy_gradient|]. split.
    + intros o X Y _ _. unfold norm2. apply sqrt_le_1_alt. simpl.
      apply distance_to_one_hot; [intros; now apply softmax_nonneg | now apply softmax_total | easy].
    + intros o o'. eapply Rle_trans; [|apply (softmax_lipschitz n Hn o o')]. right. unfold norm2. f_equal.
      apply sum_of_ext; intros. simpl. unfold sub. ring.
  - split; [apply log_cosh_gradient|]. split; [intros; apply log_cosh_bound | apply log_cosh_lipschitz].
Qed.

Lemma cosh_at_least_1 z : 1 <= cosh z.
Proof.
  unfold cosh. rewrite exp_Ropp. pose proof (exp_pos z). set (e := exp z) in *.
  apply (Rmult_le_reg_r (2 * e)); [lra|]. replace ((e + / e) / 2 * (2 * e)) with (e^2 + 1) by (field; lra).
  pose proof (pow2_ge_0 (e - 1)). nra.
Qed.

Lemma ln_nonneg x : 1 <= x -> 0 <= ln x.
Proof. intros H. rewrite <- ln_1. destruct (Rle_lt_or_eq_dec 1 x H) as [Hlt | <-];
  [left; apply ln_increasing; lra | lra]. Qed.

(** <one-hot, x> is the entry. *)
Lemma dot_one_hot n t x : (t < n)%nat -> dot n (one_hot t) x = x t.
Proof.
  intros Ht. unfold dot. rewrite (sum_of_ext n _ (fun i => x t * one_hot t i)).
  - rewrite sum_of_scal, sum_of_one_hot by easy. ring.
  - intros i _. unfold one_hot. destruct (Nat.eqb_spec i t) as [->|]; ring.
Qed.

Theorem loss_nonneg (l : loss) (n : nat) (y o : vector) : is_target l n y -> 0 <= loss_value l n y o.
Proof.
  intros Hy. destruct l; simpl loss_value.
  - pose proof (norm_sq_nonneg n (sub o y)). lra.
  - destruct Hy as (t & Ht & ->). rewrite dot_one_hot by easy.
    enough (ln (exp (o t)) <= ln (partition_sum n o)) by (rewrite ln_exp in *; lra).
    assert (H : exp (o t) <= partition_sum n o).
    { apply (sum_of_term n (fun i => exp (o i))); [intros; left; apply exp_pos | easy]. }
    destruct (Rle_lt_or_eq_dec _ _ H) as [Hlt | ->]; [left; now apply ln_increasing; [apply exp_pos|] | lra].
  - apply sum_of_nonneg; intros. apply ln_nonneg, cosh_at_least_1.
Qed.

(** A line through two outputs along which the gradient changes fastest. *)
Lemma lipschitz_along n K G x v w phi d :
  gradient_lipschitz n K G -> (forall s, dot n w (G (along x v s)) = phi s) -> is_derive phi 0 d ->
  norm2 n v * norm2 n w = 1 -> 0 <= K -> d <= K.
Proof.
  intros HG Hphi Hd Hvw HK. apply Rle_trans with (Rabs d); [apply Rle_abs|].
  apply (derivative_le_lipschitz phi 0 d K Hd). intros a b. rewrite <- !Hphi, <- dot_minus_r.
  assert (Hc : Rabs (dot n w (sub (G (along x v a)) (G (along x v b))))
               <= norm2 n w * norm2 n (sub (G (along x v a)) (G (along x v b)))).
  { apply Rabs_le. split; [|apply cauchy_schwarz].
    pose proof (cauchy_schwarz n (fun i => -1 * w i) (sub (G (along x v a)) (G (along x v b)))) as H.
    rewrite dot_scal_l in H. replace (norm2 n (fun i => -1 * w i)) with (norm2 n w) in H; [lra|].
    unfold norm2. rewrite norm_sq_scal. f_equal. ring. }
  eapply Rle_trans; [exact Hc|].
  assert (Hl : norm2 n (sub (along x v a) (along x v b)) = Rabs (a - b) * norm2 n v).
  { unfold norm2. rewrite (norm_sq_ext n _ (fun i => (a - b) * v i)) by (intros; unfold sub, along; ring).
    rewrite norm_sq_scal, sqrt_mult by (try apply pow2_ge_0; apply norm_sq_nonneg).
    replace ((a - b)^2) with (Rsqr (a - b)) by (unfold Rsqr; ring). now rewrite sqrt_Rsqr_abs. }
  pose proof (HG (along x v a) (along x v b)) as Hlip. rewrite Hl in Hlip.
  apply Rle_trans with (norm2 n w * (K * (Rabs (a - b) * norm2 n v)));
    [apply Rmult_le_compat_l; [apply norm2_nonneg | easy]|].
  right. replace (norm2 n w * (K * (Rabs (a - b) * norm2 n v))) with (K * Rabs (a - b) * (norm2 n v * norm2 n w))
    by ring.
  rewrite Hvw. ring.
Qed.

(** On two outputs: in a direction e_0, for the cross-entropy in the direction (1, -1)/√2 at equal probabilities. *)
Theorem loss_smoothness_optimal (l : loss) (y : vector) (K : R) :
  0 <= K -> gradient_lipschitz 2 K (loss_gradient l 2 y) -> loss_smoothness l <= K.
Proof.
  intros HK HG. destruct l; simpl loss_smoothness.
  - apply (lipschitz_along 2 K _ y (one_hot 0) (one_hot 0) (fun s => s) 1 HG); try easy.
    + intros s. rewrite dot_one_hot by lia. simpl. unfold sub, along, one_hot. simpl. ring.
    + auto_derive; [easy | ring].
    + unfold norm2, norm_sq, one_hot. simpl. rewrite <- sqrt_mult_alt by lra.
      replace ((0 + 1 * (1 * 1) + 0 * (0 * 1)) * (0 + 1 * (1 * 1) + 0 * (0 * 1))) with 1 by ring. apply sqrt_1.
  - set (v := fun i => match i with O => 1 / 2 | _ => - (1 / 2) end).
    set (w := fun i : nat => match i with O => 1 | _ => -1 end).
    apply (lipschitz_along 2 K _ (fun _ => 0) v w (fun s => tanh (s / 2) - dot 2 w y) (1 / 2) HG); try easy.
    + intros s. simpl. unfold sub. rewrite dot_minus_r. f_equal. rewrite tanh_exp.
      unfold dot, softmax, partition_sum, along, w, v. cbn [sum_of].
      replace (0 + s * (1 / 2)) with (s / 2) by field. replace (0 + s * - (1 / 2)) with (- (s / 2)) by field.
      replace (2 * (s / 2)) with (s / 2 + s / 2) by field. rewrite exp_plus, exp_Ropp. pose proof (exp_pos (s / 2)).
      set (e := exp (s / 2)) in *. field. split; nra.
    + pose proof (is_derive_of_tanh_half (fun t => t - dot 2 w y) (fun _ => 1) 0) as H.
      replace (1 / 2) with (/ 2 * ((1 - tanh (0 / 2) ^ 2) * 1)).
      * apply H. intros t. auto_derive; [easy | ring].
      * replace (0 / 2) with 0 by field. rewrite tanh_0. field.
    + unfold norm2, norm_sq, v, w. simpl. rewrite <- sqrt_mult_alt by lra.
      replace ((0 + 1 / 2 * (1 / 2 * 1) + - (1 / 2) * (- (1 / 2) * 1)) * (0 + 1 * (1 * 1) + -1 * (-1 * 1))) with 1
        by field.
      apply sqrt_1.
  - apply (lipschitz_along 2 K _ y (one_hot 0) (one_hot 0) tanh 1 HG); try easy.
    + intros s. rewrite dot_one_hot by lia. simpl. unfold along, one_hot. simpl. f_equal. ring.
    + pose proof (is_derive_tanh 0) as H. rewrite tanh_0 in H. replace 1 with (1 - 0^2) by ring. exact H.
    + unfold norm2, norm_sq, one_hot. simpl. rewrite <- sqrt_mult_alt by lra.
      replace ((0 + 1 * (1 * 1) + 0 * (0 * 1)) * (0 + 1 * (1 * 1) + 0 * (0 * 1))) with 1 by ring. apply sqrt_1.
Qed.
